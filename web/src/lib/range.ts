import { hourMinute } from "./format.ts";
import { preferences } from "./preferences.ts";

/** A span of time as the address says it: `24h`, `today`, or `2026-08-21T13:22Z..2026-08-21T14:22Z`. */
export type RangeText = string;

export const PRESETS = [
  { value: "1h", label: "Last hour", short: "1 h" },
  { value: "24h", label: "Last 24 h", short: "24 h" },
  { value: "7d", label: "Last 7 days", short: "7 d" },
  { value: "30d", label: "Last 30 days", short: "30 d" },
] as const;

/** Since midnight where the person is, or says to be. */
export const TODAY = { value: "today", label: "Today", short: "Today" } as const;

export const presetOf = (text: RangeText | undefined) =>
  [TODAY, ...PRESETS].find(({ value }) => value === text);

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export interface Span {
  /** ISO 8601. */
  readonly from: string;
  /** Absent: up to now, and on. */
  readonly to?: string;
}

const relative = (text: string) => /^(\d{1,3})([mhd])$/.exec(text);

/** What a range means at `now`; undefined when it cannot be read. */
export function spanOf(
  text: RangeText | undefined,
  now: number,
  { timeZone } = preferences(),
): Span | undefined {
  if (!text) return undefined;
  // Not quite now right after midnight: the server's clock may be a little behind.
  if (text === TODAY.value)
    return { from: new Date(Math.min(midnightBefore(now, timeZone), now - UNIT_MS.m)).toISOString() };
  const ago = relative(text);
  if (ago) {
    const ms = Number(ago[1]) * UNIT_MS[ago[2] as keyof typeof UNIT_MS];
    return ms > 0 ? { from: new Date(now - ms).toISOString() } : undefined;
  }
  const [from = Number.NaN, to = Number.NaN] = text.split("..").map((part) => Date.parse(part));
  if (!(from < to)) return undefined;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function midnightBefore(now: number, timeZone: string): number {
  const sinceMidnight = (at: number): number => {
    const [hours, minutes] = hourMinute(new Date(at), timeZone).split(":").map(Number);
    return (hours ?? 0) * UNIT_MS.h + (minutes ?? 0) * UNIT_MS.m;
  };
  const guess = now - (now % UNIT_MS.m) - sinceMidnight(now);
  // A clock that was put forward or back since then is off by that.
  const off = sinceMidnight(guess);
  return off > UNIT_MS.d / 2 ? guess + UNIT_MS.d - off : guess - off;
}

/** The text of a chosen span, to the minute where that says it. */
export const rangeText = (from: number | Date, to: number | Date): RangeText =>
  [from, to].map((at) => new Date(at).toISOString().replace(/(:00)?\.000Z$/, "Z")).join("..");
