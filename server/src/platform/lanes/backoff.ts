import type { Timings } from "../../config.ts";

/** 1 s doubling to 30 s, half of it jitter, in milliseconds; `attempt` counts from 0. */
export function backoff(attempt: number, times: Pick<Timings, "backoffBase" | "backoffMax">): number {
  const full = Math.min(times.backoffMax, times.backoffBase * 2 ** Math.min(attempt, 30));
  return Math.round(full / 2 + (Math.random() * full) / 2);
}
