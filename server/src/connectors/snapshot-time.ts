import { ProviderError } from "./provider-api.ts";

/** A provider's clock and ours differ, and an answer may be older than its `Date` (RULES 16). */
const MARGIN_MS = 2_000;

/**
 * Up to when an answer surely knows, by the provider's own clock: its `Date` less how long it took and 2 s, floored
 * to a second. Milliseconds.
 * @throws ProviderError `unavailable` where it has no `Date`: something in between answered.
 */
export function answeredAt(date: string | null | undefined, tookMs: number): number {
  const at = Date.parse(date ?? "");
  if (!Number.isFinite(at)) throw new ProviderError("unavailable", "The answer has no Date header.");
  return Math.floor((at - tookMs - MARGIN_MS) / 1000) * 1000;
}

/** Milliseconds that a `Retry-After` header asks for, in seconds or as a date; undefined for anything else. */
export function retryAfterOf(header: string | null | undefined): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : undefined;
}
