import { setTimeout as delay } from "node:timers/promises";
import { createAdoption } from "./adoption.ts";
import { type Caller, canonicalJson, type Outcome } from "./call.ts";
import type { Change, EngineFunction, Log, Run, RunError, WorkItem } from "./model.ts";
import { valueAt } from "./model.ts";
import { createPauses } from "./pauses.ts";
import { createReadyQueue, createTimeline } from "./queue.ts";
import type { Registry } from "./registry.ts";
import { type EngineRepo, isDatabaseError } from "./repo.ts";
import { afterOutcome, afterSleep } from "./transition.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
const MOST_LOST_CALLS = 10;

/** A run in memory. `tail` is the last of its changes, which are made one after the other. */
interface LiveRun {
  run: Run;
  tail: Promise<void>;
}
interface Entry {
  live: LiveRun;
  item: WorkItem;
  app: string;
  gates: { id: string; limit: number }[];
}

export interface SchedulerOptions {
  repo: EngineRepo;
  registry: Registry;
  caller: Caller;
  now: () => number;
  timeScale: number;
  /** How many calls may be in flight at once. */
  slots: number;
  log: Log;
  /** Starts what a run's final failure starts; called before the failure is stored, perhaps more than once. */
  onFailed: (run: Run, error: RunError) => Promise<void>;
}

/** Drives the unfinished runs: an in-memory cache of their documents, changed only after the document is. */
export function createScheduler(options: SchedulerOptions) {
  const { repo, registry, caller, now, timeScale, slots, log } = options;
  const runs = new Map<string, LiveRun>();
  const ready = createReadyQueue<Entry>(goesBefore);
  const timeline = createTimeline(now, ({ live, item }: { live: LiveRun; item: WorkItem }) =>
    makeReady(live, item),
  );
  const executing = new Set<Promise<void>>();
  const taken = new Map<string, number>();
  const pauses = createPauses(dispatchSoon, log);
  const lostCalls = new WeakMap<WorkItem, number>();
  let isStopping = false;
  let isDispatching = false;
  const adoptUnfinished = createAdoption({
    repo,
    isKnown: (id) => runs.has(id),
    adopt(run) {
      hold(run);
      start(run._id);
    },
    isStopping: () => isStopping,
    log,
  });

  function enqueue(live: LiveRun, item: WorkItem): void {
    if (item.dueAt > now()) timeline.add(item.dueAt, { live, item });
    else makeReady(live, item);
  }

  function makeReady(live: LiveRun, item: WorkItem): void {
    if (!isWaitingFor(live, item)) return;
    if (item.kind === "sleep") {
      void apply(live, item, () => afterSleep(live.run, item, now()));
      return;
    }
    const found = registry.find(live.run.fn);
    const gates = found ? gatesOf(found.fn, live.run) : [];
    const app = found?.app ?? "";
    ready.push([app, ...gates.map(({ id }) => id)].join("\n"), { live, item, app, gates });
    dispatchSoon();
  }

  /** Once for everything that became ready in this turn, so that the order among them holds. */
  function dispatchSoon(): void {
    if (isDispatching) return;
    isDispatching = true;
    queueMicrotask(() => {
      isDispatching = false;
      dispatch();
    });
  }

  function dispatch(): void {
    while (!isStopping && executing.size < slots) {
      const entry = ready.take(isFree);
      if (!entry) return;
      if (!isWaitingFor(entry.live, entry.item)) continue;
      const execution = execute(entry)
        .catch((error: unknown) =>
          log("error", "A call could not be made", { run: entry.live.run._id, error: String(error) }),
        )
        .finally(() => {
          executing.delete(execution);
          for (const { id } of entry.gates) take(id, -1);
          dispatchSoon();
        });
      executing.add(execution);
      for (const { id } of entry.gates) take(id, 1);
    }
  }

  function isFree({ app, gates }: Entry): boolean {
    return !pauses.isPaused(app) && gates.every(({ id, limit }) => (taken.get(id) ?? 0) < limit);
  }

  function take(gate: string, count: 1 | -1): void {
    const total = (taken.get(gate) ?? 0) + count;
    if (total === 0) taken.delete(gate);
    else taken.set(gate, total);
  }

  async function execute({ live, item, app }: Entry): Promise<void> {
    const fn = registry.find(live.run.fn)?.fn;
    let outcome: Outcome = fn ? await caller.call(live.run, fn, item) : removed(live.run.fn);
    if (outcome.kind === "unreachable") {
      pauses.begin(app, outcome.reason);
      const lost = (lostCalls.get(item) ?? 0) + (outcome.wasSent ? 1 : 0);
      lostCalls.set(item, lost);
      if (lost < MOST_LOST_CALLS) return makeReady(live, item);
      // A function that takes its process down each time must not do so for ever.
      outcome = failure(
        "AppConnectionLost",
        `The app's connection broke ${lost} times during this call`,
        false,
      );
    } else pauses.end(app);
    const answer = outcome;
    const policy = { maxAttempts: fn?.maxAttempts ?? 1, timeScale, now: now() };
    await apply(live, item, () => afterOutcome(live.run, item, answer, policy));
  }

  function apply(live: LiveRun, item: WorkItem, compute: () => Change): Promise<void> {
    live.tail = live.tail
      .then(async () => {
        if (!isWaitingFor(live, item)) return;
        const change = compute();
        if ((await persist(live.run, change)) === "saved") return absorb(live, change);
        log("warn", "Another engine has gone on with this run", { run: live.run._id });
        runs.delete(live.run._id);
        void adoptUnfinished();
      })
      .catch((error: unknown) =>
        log("error", "A run's change could not be stored", { run: live.run._id, error: String(error) }),
      );
    return live.tail;
  }

  async function persist(run: Run, change: Change): Promise<"saved" | "stale"> {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        if (change.end?.status === "failed") await options.onFailed(run, change.end.error);
        return await repo.saveChange(run, change);
      } catch (error) {
        if (!isDatabaseError(error) || isStopping) throw error;
        log("warn", "The database does not answer; a run waits to be stored", {
          run: run._id,
          error: String(error),
        });
        await delay(wait);
      }
    }
  }

  function absorb(live: LiveRun, { memo, queue, end }: Change): void {
    const { run } = live;
    const known = new Set(run.queue);
    Object.assign(run.steps, memo);
    run.stack.push(...Object.keys(memo));
    run.rev += 1;
    run.queue = queue;
    if (end) {
      run.status = end.status;
      runs.delete(run._id);
      if (end.status === "failed")
        log("warn", "A run failed", { run: run._id, fn: run.fn, error: end.error.message });
    }
    for (const item of queue) if (!known.has(item)) enqueue(live, item);
  }

  function isWaitingFor(live: LiveRun, item: WorkItem): boolean {
    return runs.get(live.run._id) === live && live.run.queue.includes(item);
  }

  function hold(run: Run): void {
    runs.set(run._id, { run, tail: Promise.resolve() });
  }

  function start(id: string): void {
    const live = runs.get(id);
    for (const item of live?.run.queue ?? []) enqueue(live as LiveRun, item);
  }

  return {
    /** Makes a run known before it is stored, so that nobody takes it up a second time; `start` or `drop` follows. */
    hold,
    start,
    drop: (id: string): void => void runs.delete(id),
    /** Takes up every unfinished run in the database that is not in memory. */
    adoptUnfinished,
    /** Call when functions have changed: what is ready is put in line again. */
    refresh(): void {
      for (const { live, item } of ready.drain()) makeReady(live, item);
    },
    /** Call when an app has shown that it is there. */
    resume(app: string): void {
      if (pauses.end(app)) dispatchSoon();
    },
    /** Takes nothing new and waits for the calls in flight, at most so many milliseconds. */
    async stop(graceMs: number): Promise<void> {
      isStopping = true;
      timeline.stop();
      const grace = new AbortController();
      await Promise.race([Promise.all(executing), delay(graceMs, undefined, { signal: grace.signal })]);
      grace.abort();
    },
  };
}

export type Scheduler = ReturnType<typeof createScheduler>;

function goesBefore(a: Entry, b: Entry): boolean {
  const order = a.live.run.orderAt - b.live.run.orderAt;
  return order === 0 ? a.live.run._id < b.live.run._id : order < 0;
}

function gatesOf(fn: EngineFunction, run: Run) {
  return fn.concurrency.map(({ limit, key }, index) => {
    const value = key ? canonicalJson(valueAt(run.event, key) ?? null) : "";
    return { id: `${fn.id} ${index} ${value}`, limit };
  });
}

function failure(name: string, message: string, isFinal: boolean): Exclude<Outcome, { kind: "unreachable" }> {
  return { kind: "error", isFinal, error: { name, message } };
}

function removed(fn: string): Outcome {
  return failure("FunctionRemoved", `The function "${fn}" is no longer registered`, true);
}
