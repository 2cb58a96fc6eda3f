import { canonicalJson, type Op, type Outcome } from "./call.ts";
import type { Change, Run, RunEnd, RunError, WorkItem } from "./model.ts";

const BACKOFF_SECONDS = [15, 30, 60, 120, 300, 600, 1_200, 2_400, 3_600, 7_200];
const JITTER_MS = 30_000;
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60_000;
const MOST_STEPS = 1_000;
const LARGEST_STATE_BYTES = 6 * 1024 * 1024;
const UNIT_MS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

export interface RetryPolicy {
  maxAttempts: number;
  timeScale: number;
  now: number;
}

/** What follows for a run when `item` had this outcome. Pure, but for the retry's jitter. */
export function afterOutcome(
  run: Run,
  item: WorkItem,
  outcome: Exclude<Outcome, { kind: "unreachable" }>,
  policy: RetryPolicy,
): Change {
  const change: Change = { memo: {}, queue: run.queue.filter((other) => other !== item) };
  const retry = (retryAfter?: string): boolean => {
    if (item.attempt + 1 >= policy.maxAttempts) return false;
    change.queue.push({
      ...item,
      attempt: item.attempt + 1,
      dueAt: retryAt(item.attempt, retryAfter, policy),
    });
    return true;
  };
  if (outcome.kind === "completed") change.end = { status: "completed", output: outcome.output };
  else if (outcome.kind === "error") {
    if (outcome.isFinal || !retry(outcome.retryAfter))
      change.end = { status: "failed", error: outcome.error };
  } else {
    for (const op of outcome.ops) applyOp(change, op, policy.now, () => retry(outcome.retryAfter));
  }
  return proceed(run, change, policy.now);
}

/** What follows for a run when a sleep is over. */
export function afterSleep(run: Run, item: WorkItem, now: number): Change {
  return proceed(
    run,
    { memo: { [item.id]: "null" }, queue: run.queue.filter((other) => other !== item) },
    now,
  );
}

function applyOp(change: Change, op: Op, now: number, retry: () => boolean): void {
  switch (op.op) {
    case "StepRun":
      change.memo[op.id] = canonicalJson({ data: op.data ?? null });
      return;
    case "StepFailed":
      change.memo[op.id] = canonicalJson({ error: op.error ?? null });
      return;
    case "StepError":
      if (!retry()) change.memo[op.id] = canonicalJson({ error: op.error ?? null });
      return;
    case "StepPlanned":
      if (op.opts?.parallelMode) change.end = unsupported(`parallel mode "${op.opts.parallelMode}"`);
      else change.queue.push({ id: op.id, kind: "step", attempt: 0, dueAt: now });
      return;
    case "Sleep": {
      const dueAt = wakeAt(op.name ?? "", now);
      if (dueAt === undefined) change.end = unsupported(`a sleep of "${op.name}"`);
      else change.queue.push({ id: op.id, kind: "sleep", attempt: 0, dueAt });
      return;
    }
    case "RunComplete":
      change.end = { status: "completed", output: op.data ?? null };
      return;
    default:
      change.end = unsupported(`the operation ${op.op}`);
  }
}

/** A group of steps is followed by one discovery once all of it is done. */
function proceed(run: Run, change: Change, now: number): Change {
  if (!change.end) {
    const excess = excessOf(run, change);
    if (excess) change.end = { status: "failed", error: { name: "RunTooLarge", message: excess } };
  }
  if (change.end) {
    change.queue = [];
    if (change.end.status === "failed") change.memo = {};
  } else if (change.queue.length === 0) change.queue = [discovery(now)];
  return change;
}

/** The call that runs a function from its memoized steps to whatever comes next. */
export function discovery(dueAt: number): WorkItem {
  return { id: "step", kind: "discover", attempt: 0, dueAt };
}

function excessOf(run: Run, change: Change): string | undefined {
  if (run.stack.length + Object.keys(change.memo).length + change.queue.length > MOST_STEPS) {
    return `A run has at most ${MOST_STEPS} steps`;
  }
  const results = [...Object.values(run.steps), ...Object.values(change.memo)];
  const bytes = results.reduce((total, json) => total + Buffer.byteLength(json), 0);
  return bytes > LARGEST_STATE_BYTES
    ? `The results of a run's steps are larger than 6 MB together`
    : undefined;
}

function unsupported(what: string): RunEnd {
  const error: RunError = {
    name: "UnsupportedByEmbeddedEngine",
    message: `The embedded engine does not implement ${what}; run it on Inngest (SLUICE_ENGINE=inngest or dev)`,
  };
  return { status: "failed", error };
}

function retryAt(attempt: number, retryAfter: string | undefined, { now, timeScale }: RetryPolicy): number {
  if (retryAfter !== undefined) {
    const asked = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now;
    if (Number.isFinite(asked)) return now + Math.min(Math.max(asked, 1_000), LONGEST_RETRY_AFTER_MS);
  }
  const seconds = BACKOFF_SECONDS[Math.min(attempt, BACKOFF_SECONDS.length - 1)] as number;
  return now + Math.round((seconds * 1_000 + Math.random() * JITTER_MS) * timeScale);
}

/** A sleep is named by a duration such as `1h30m` or by the ISO date of its end. */
function wakeAt(name: string, now: number): number | undefined {
  if (name === "") return now;
  if (/^(?:\d+[wdhms])+$/.test(name)) {
    const parts = [...name.matchAll(/(\d+)([wdhms])/g)];
    return (
      now +
      parts.reduce(
        (total, [, count, unit]) => total + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS],
        0,
      )
    );
  }
  const date = Date.parse(name);
  return Number.isNaN(date) ? undefined : date;
}
