import type { RunProgress, SyncRun } from "@sluice/shared/runs";
import { hasEnded, type Pace, type RunDoc } from "./repo.ts";

const WINDOW_MS = 60_000;
const GRAIN_MS = 5_000;
/** Less than this tells nothing about a pace. */
const SHORTEST_MS = 1_000;

/** Counts `objects` into what was done in the last minute. */
export function paced(pace: readonly Pace[], objects: number, now: Date): Pace[] {
  const recent = pace.filter(({ at }) => now.getTime() - at.getTime() < WINDOW_MS);
  const last = recent.at(-1);
  if (!last || now.getTime() - last.at.getTime() >= GRAIN_MS) return [...recent, { at: now, objects }];
  return [...recent.slice(0, -1), { at: last.at, objects: last.objects + objects }];
}

/** Objects a second; null where too little is known. */
export function perSecond(pace: readonly Pace[], now: Date): number | null {
  const [first] = pace;
  if (!first) return null;
  const ms = now.getTime() - first.at.getTime();
  if (ms < SHORTEST_MS) return null;
  const objects = pace.reduce((sum, one) => sum + one.objects, 0);
  return Math.round((objects / ms) * 10_000) / 10;
}

function progressOf(run: RunDoc, now: Date): RunProgress {
  const { pages = 0, objects = 0 } = run.counts;
  const isDone = run.status === "completed";
  const total = isDone ? { count: objects } : (run.total ?? null);
  const rate = run.status === "running" ? perSecond(run.pace, now) : null;
  const left = total && rate ? Math.max(0, Math.ceil((total.count - objects) / rate)) : null;
  return { pages, objects, total, perSecond: rate, secondsLeft: left, at: isDone ? null : (run.at ?? null) };
}

export function present(run: RunDoc, now = new Date()): SyncRun {
  const { pages: _pages, objects: _objects, ...counts } = run.counts;
  return {
    id: run._id,
    jobId: run.jobId,
    kind: run.kind,
    status: run.status,
    progress: progressOf(run, now),
    counts,
    input: run.input,
    notes: run.notes,
    failures: run.failures,
    waiting:
      run.waiting && !hasEnded(run)
        ? { until: run.waiting.until.toISOString(), reason: run.waiting.reason }
        : null,
    error: run.error ?? null,
    startedBy: run.startedBy ?? null,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
