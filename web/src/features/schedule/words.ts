import type { RunKind, SyncRun } from "@sluice/shared/runs";
import type { Schedule } from "@sluice/shared/sync-jobs";
import type { Status } from "../../components/status.tsx";
import { count } from "../../lib/format.ts";

export const KIND_WORDS: Readonly<Record<RunKind, string>> = {
  backfill: "Backfill",
  changes: "Changes",
  reconcile: "Reconciliation",
  repair: "Repair",
  reapply: "Re-applied transformation",
};

export const STATUS_LOOKS: Readonly<Record<SyncRun["status"], readonly [Status, string]>> = {
  queued: ["pending", "Queued"],
  running: ["processing", "Running"],
  waiting: ["pending", "Waiting"],
  paused: ["paused", "Paused"],
  completed: ["processed", "Completed"],
  failed: ["failed", "Failed"],
  cancelled: ["disabled", "Cancelled"],
};

export const PRESETS = [
  { value: "*/15 * * * *", label: "Every 15 minutes" },
  { value: "0 * * * *", label: "Every hour" },
  { value: "0 3 * * *", label: "Every day at 03:00" },
] as const;

/** When a schedule comes, in words where it is a usual one. */
export const whenOf = ({ cron }: Pick<Schedule, "cron">): string =>
  PRESETS.find(({ value }) => value === cron)?.label ?? cron;

const COUNT_WORDS: Readonly<Record<string, string>> = {
  applied: "written",
  unchanged: "unchanged",
  superseded: "older than what is there",
  filtered: "filtered",
  erased: "erased for good",
  stored: "new",
  duplicates: "known already",
  left: "of other objects",
  equal: "equal",
  missing: "missing",
  stale: "stale",
  extra: "extra",
  repaired: "repaired",
  alreadyRight: "right already",
  newerEventWon: "newer here",
  failed: "failed",
};

/** `1,204 written, 3 failed`: what became of the objects. */
export const countsOf = ({ counts }: SyncRun): string =>
  Object.entries(counts)
    .filter(([name, value]) => value > 0 && COUNT_WORDS[name])
    .map(([name, value]) => `${count(value)} ${COUNT_WORDS[name]}`)
    .join(", ");

/** `2,900 a second, 40 s left`; empty while nothing is known. */
export function paceOf({ progress: { perSecond, secondsLeft } }: SyncRun): string {
  if (perSecond === null) return "";
  const rate = `${count(perSecond < 10 ? perSecond : Math.round(perSecond))} a second`;
  return secondsLeft === null ? rate : `${rate}, about ${about(secondsLeft)} left`;
}

const about = (seconds: number): string =>
  seconds < 90
    ? `${seconds} s`
    : seconds < 5_400
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3_600)} h`;
