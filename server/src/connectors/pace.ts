import { createHash } from "node:crypto";
import { type Access, type ProviderApi, ProviderError } from "./provider-api.ts";

/** Waiting longer than this is left to the run, so that its step ends. */
const PATIENCE_MS = 1_500;
const FIRST_GAP_MS = 50;
/** Two a second: below what any provider allows, and a `Retry-After` is waited for besides. */
const LONGEST_GAP_MS = 500;
const SLOWER = 1.5;
const FASTER = 0.9;
const NEARLY_NONE_MS = 5;
/** What is held of a key that nobody uses any more. */
const FORGET_MS = 3_600_000;

interface Pace {
  /** Between the beginnings of two requests. */
  gapMs: number;
  nextAt: number;
  usedAt: number;
}

const paces = new Map<string, Pace>();

function paceOf(apiKey: string): Pace {
  const now = Date.now();
  const id = createHash("sha256").update(apiKey).digest("base64");
  let pace = paces.get(id);
  if (!pace) {
    for (const [key, { usedAt }] of paces) if (now - usedAt > FORGET_MS) paces.delete(key);
    pace = { gapMs: 0, nextAt: 0, usedAt: now };
    paces.set(id, pace);
  }
  pace.usedAt = now;
  return pace;
}

/**
 * Makes one request to a provider, not sooner than all that use the key in this process may: none of them until a
 * `Retry-After` is over, then less often than before, and a little more often with each answer.
 * @throws what `request` throws; ProviderError `rate` where it would have to wait longer than a step should.
 */
async function paced<T>({ apiKey }: Pick<Access, "apiKey">, request: () => Promise<T>): Promise<T> {
  const pace = paceOf(apiKey);
  const wait = pace.nextAt - Date.now();
  if (wait > PATIENCE_MS)
    throw new ProviderError("rate", "The provider asked to wait until requests with this key go on.", wait);
  pace.nextAt = Math.max(pace.nextAt, Date.now()) + pace.gapMs;
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  try {
    const answer = await request();
    pace.gapMs = pace.gapMs < NEARLY_NONE_MS ? 0 : pace.gapMs * FASTER;
    return answer;
  } catch (error) {
    if (error instanceof ProviderError && error.code === "rate") {
      pace.gapMs = Math.min(LONGEST_GAP_MS, Math.max(FIRST_GAP_MS, pace.gapMs * SLOWER));
      pace.nextAt = Math.max(pace.nextAt, Date.now() + (error.retryAfterMs ?? pace.gapMs));
    }
    throw error;
  }
}

/** A provider's API at the pace of all that use the same key. What registers webhooks is not slowed. */
export const pacedApi = (api: ProviderApi): ProviderApi => ({
  ...api,
  identify: (access) => paced(access, () => api.identify(access)),
  list: (access, ...rest) => paced(access, () => api.list(access, ...rest)),
  changes: (access, ...rest) => paced(access, () => api.changes(access, ...rest)),
  find: (access, ...rest) => paced(access, () => api.find(access, ...rest)),
});
