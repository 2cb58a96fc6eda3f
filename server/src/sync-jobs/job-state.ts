import type { JobState } from "@sluice/shared/sync-jobs";
import { DAY_MS } from "../events/index.ts";
import type { LaneDoc } from "../platform/lanes/index.ts";
import type { JobDoc } from "./repo.ts";
import { validSecrets } from "./stored-secrets.ts";

/** Below so many events, a usual gap is a guess. */
const ENOUGH_EVENTS = 10;
const GAPS_UNTIL_QUIET = 10;
const SHORTEST_GAP_MS = 60_000;

/** Milliseconds between two of the events received from `since` to `lastEventAt`; undefined for too few. */
function usualGap(received: number, since: number | undefined, lastEventAt: Date | undefined) {
  if (received < ENOUGH_EVENTS || since === undefined || !lastEventAt) return undefined;
  return Math.round(Math.max(SHORTEST_GAP_MS, (lastEventAt.getTime() - since) / received));
}

/** The same, from what came on each day since `from`. */
export function usualGapOf(
  job: Pick<JobDoc, "createdAt">,
  days: ReadonlyArray<{ bucket: number; received: number }>,
  from: number,
  lastEventAt: Date | undefined,
): number | undefined {
  const first = Math.min(...days.filter((one) => one.received > 0).map((one) => one.bucket));
  if (!Number.isFinite(first)) return undefined;
  const received = days.reduce((sum, one) => sum + one.received, 0);
  return usualGap(received, Math.max(from + first * DAY_MS, job.createdAt.getTime()), lastEventAt);
}

export function jobState(
  job: JobDoc,
  lane: LaneDoc | undefined,
  { lastEventAt, usualGapMs }: { lastEventAt: Date | undefined; usualGapMs: number | undefined },
  now: number,
): JobState {
  if (!job.enabled) return "disabled";
  if (lane?.blockedUntil) return "blocked";
  if (job.type === "webhook" && validSecrets(job).length === 0) return "needsSecret";
  if (job.paused) return "paused";
  // A schedule brings what there is, and that may be nothing for long.
  const isQuiet =
    job.type === "webhook" &&
    lastEventAt &&
    usualGapMs &&
    now - lastEventAt.getTime() > GAPS_UNTIL_QUIET * usualGapMs;
  return isQuiet ? "quiet" : "active";
}
