import type { Config } from "../config.ts";
import { ProviderError } from "../connectors/index.ts";
import { isLaneError } from "../platform/lane-error.ts";
import { backoff } from "../platform/lanes/index.ts";
import { type Advanced, RunFailed } from "./kind.ts";
import { paced } from "./present.ts";
import type { RunDoc, Step } from "./repo.ts";

const MOST_STUMBLES = 10;
const MOST_FAILURES = 20;
const MOST_NOTES = 20;
/** A provider that is away is asked at least so often. */
const LONGEST_WAIT_MS = 300_000;
const MESSAGE_LENGTH = 1_000;

/** The run after a piece of its work. */
export function afterWork(run: RunDoc, done: Advanced, now: Date): Step {
  const counts = { ...run.counts };
  for (const [name, count] of Object.entries(done.counts ?? {})) counts[name] = (counts[name] ?? 0) + count;
  const isWaiting = typeof done.end === "object";
  return {
    ...(done.checkpoint !== undefined && { checkpoint: done.checkpoint }),
    counts,
    pace: paced(run.pace, done.counts?.objects ?? 0, now),
    failures: [...run.failures, ...(done.failures ?? [])].slice(0, MOST_FAILURES),
    notes: noted(run.notes, done.note),
    ...(done.total && { total: { ...done.total } }),
    ...(done.at !== undefined && { at: done.at }),
    stumbles: 0,
    status: done.end === "done" ? "completed" : isWaiting ? "waiting" : "running",
    ...(done.end === "done" && { finishedAt: now }),
    ...(typeof done.end === "object" && {
      waiting: { until: done.end.waitUntil, reason: done.end.reason },
    }),
  };
}

/** The run after a piece of work that could not be done: it waits where waiting may help, else it has failed. */
export function afterError(run: RunDoc, error: unknown, config: Config, now: Date): Step {
  const { counts, pace, failures, notes } = run;
  const kept = { counts, pace, failures, notes, stumbles: run.stumbles + 1 };
  const message = (error instanceof Error ? error.message : String(error)).slice(0, MESSAGE_LENGTH);
  if (!mayWait(run, error)) return { ...kept, status: "failed", error: message, finishedAt: now };
  const until = new Date(now.getTime() + waitFor(run, error, config));
  return { ...kept, status: "waiting", waiting: { until, reason: message } };
}

function mayWait(run: RunDoc, error: unknown): boolean {
  if (error instanceof RunFailed) return false;
  if (error instanceof ProviderError) return error.code === "rate" || error.code === "unavailable";
  return isLaneError(error) || run.stumbles + 1 < MOST_STUMBLES;
}

function waitFor(run: RunDoc, error: unknown, { times, SLUICE_TIME_SCALE }: Config): number {
  if (!(error instanceof ProviderError)) return backoff(run.stumbles, times);
  const own = backoff(run.stumbles, { ...times, backoffMax: LONGEST_WAIT_MS * SLUICE_TIME_SCALE });
  return Math.max(own, error.retryAfterMs ?? 0);
}

const noted = (notes: readonly string[], note: string | undefined): string[] =>
  note === undefined || notes.includes(note) ? [...notes] : [...notes, note].slice(-MOST_NOTES);
