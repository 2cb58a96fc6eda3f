import { randomUUID } from "node:crypto";
import { LaneError } from "../lane-error.ts";
import { backoff } from "./backoff.ts";
import { hasDueWork, type Lanes, type LaneWork } from "./lanes.ts";
import type { Lingering } from "./linger.ts";
import type { Settlement, WorkRow } from "./work-repo.ts";

/** A worker that died this often while working on one document alone will not be given it again. */
const DEATHS_ALLOWED = 2;
/** Batches of one drain under way at once: while one is written, the next is claimed and the last is settled. */
const STREAMS = 3;

export interface DrainReport {
  /** `empty`: idle now. `more`: go on with the next step. `blocked`: rests until `wakeAt`. `lost`: another drain has it. */
  readonly end: "empty" | "more" | "blocked" | "lost";
  /** Epoch milliseconds at which something falls due. */
  readonly wakeAt?: number;
  readonly batches: number;
  readonly claimed: number;
  /** Settled as done. What is neither that nor failed for good is tried again. */
  readonly applied: number;
  readonly failed: number;
  readonly message?: string;
}

const NOBODY: ReadonlySet<string> = new Set();

/** What claims that ran out leave to be tried alone. */
interface Suspects<Row> {
  readonly rows: Row[];
  /** The claims, which end when the rows are done. */
  readonly claims: string[];
  /** The claims that held a document alone when their worker died. */
  readonly killedBy: ReadonlyMap<string, string>;
}

/** Takes the lane for `owner`; false when another drain is at it. */
export async function startDrain<Row extends WorkRow>(
  lanes: Lanes<Row>,
  lane: string,
  owner: string,
): Promise<boolean> {
  await lanes.lanes.ensure(lane);
  const started = await lanes.lanes.start(lane, owner, lanes.process);
  lanes.faults.at("lane:after-start");
  return started;
}

/**
 * Works on the lane for at most one step's time: claims, works, settles, lingers, and leaves it idle when
 * nothing is left. Safe to run twice and to overlap with another drain: writes are guarded, and a document is
 * settled once.
 * `open` is asked again before each batch, so that changed settings take effect; undefined: rest.
 */
export async function drainStep<Row extends WorkRow>(
  lanes: Lanes<Row>,
  linger: Lingering,
  open: () => Promise<LaneWork<Row> | undefined>,
  lane: string,
  owner: string,
): Promise<DrainReport> {
  const until = Date.now() + lanes.times.step;
  const total = { batches: 0, claimed: 0, applied: 0, failed: 0 };
  const underWay = new Set<Promise<void>>();
  /** The documents of the batches under way, with their deadlines. */
  const mine = new Map<string, Date>();
  /** What another drain of this lane holds; asked for at the start, and again while there is any. */
  let others: ReadonlySet<string> = NOBODY;
  const noSuspects: Suspects<Row> = { rows: [], claims: [], killedBy: new Map() };
  let failure: { error: unknown } | undefined;
  /** Up to where this drain has claimed since it last looked from the start. */
  let passed: { deadline: Date; at: number } | undefined;
  let beatAt = 0;
  let quietSince = Date.now();

  const watch = linger.watch(lane);
  try {
    const report = await run();
    await finish();
    return { ...report, ...total };
  } catch (error) {
    await Promise.allSettled(underWay);
    if (!(error instanceof LaneError)) throw error;
    return rest(error);
  } finally {
    watch.close();
  }

  async function run(): Promise<Pick<DrainReport, "end" | "wakeAt">> {
    const first = await open();
    const suspects = first ? await recover(first) : noSuspects;
    for (;;) {
      if (!(await beat())) return { end: "lost" };
      const work = await open();
      if (!work) {
        await finish();
        await lanes.lanes.rest(lane, owner, undefined);
        return { end: "empty" };
      }
      watch.clear();
      const next = await nextBatch(work);
      if (next.rows.length > 0) {
        begin(work, next.rows);
        await room(streamsFor(next.rows.length, work.batchSize));
        quietSince = Date.now();
        if (Date.now() <= until) continue;
        await tryAlone(work, suspects);
        return { end: "more" };
      }
      if (suspects.rows.length > 0) {
        await tryAlone(work, suspects);
        continue;
      }
      const untilFull = (next.startsAt ?? Infinity) - Date.now();
      if (untilFull < lanes.times.linger * 10) quietSince = Date.now();
      const patience = Math.min(quietSince + lanes.times.linger, until) - Date.now();
      const woken = await watch.wait(Math.min(untilFull, patience));
      if (failure) throw failure.error;
      if (woken === "hint" || (woken === "time" && next.startsAt)) continue;
      await finish();
      if (Date.now() >= until) return { end: "more" };
      const due = await leave(next.startsAt);
      if (due !== "more") return { end: "empty", ...(due && { wakeAt: due.getTime() }) };
    }
  }

  /**
   * A lane that has just rested is probed by one batch. In a backlog batches overlap, and in light traffic so
   * that an event need not wait for the last one to be settled; in between, waiting makes batches fuller.
   */
  function streamsFor(rows: number, batchSize: number): number {
    if (total.batches === 0) return 1;
    return rows === batchSize || rows <= batchSize / 10 ? STREAMS : 1;
  }

  function begin(work: LaneWork<Row>, rows: readonly Row[]): void {
    for (const row of rows) mine.set(row._id, row.deadline);
    const batch = claimed(work, rows)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        underWay.delete(batch);
        for (const row of rows) mine.delete(row._id);
      });
    underWay.add(batch);
  }

  async function room(streams: number): Promise<void> {
    while (underWay.size >= streams) await Promise.race(underWay);
    if (failure) throw failure.error;
  }

  function finish(): Promise<void> {
    return room(1);
  }

  /** Progress, not a timer (RULES 9): only between batches, and not for every one. */
  async function beat(): Promise<boolean> {
    const now = Date.now();
    if (now - beatAt <= lanes.times.beatStale / 10) return true;
    beatAt = now;
    return lanes.lanes.beat(lane, owner);
  }

  /**
   * Documents of a claim that ran out are worked on alone, so that a bad one takes no other with it. Answers
   * those that are more likely bad than the rest: they come when nothing else is due, or the step is over.
   */
  async function recover(work: LaneWork<Row>): Promise<Suspects<Row>> {
    const { held, expired } = await lanes.claims.ofLane(lane);
    others = held;
    if (expired.length === 0) return noSuspects;
    const killedBy = new Map(
      expired.flatMap((claim) => (claim.alone ? claim.ids.map((id) => [id, claim._id]) : [])),
    );
    const suspected = new Set(expired.map((claim) => claim.suspect));
    const found = await lanes.rows.findPending([...new Set(expired.flatMap((claim) => claim.ids))]);
    const { rest = [], likely = [] } = Object.groupBy(found, (row) =>
      row.deaths || killedBy.has(row._id) || suspected.has(row._id) ? "likely" : "rest",
    );
    for (const row of likely) mine.set(row._id, row.deadline);
    const claims = expired.map((claim) => claim._id);
    await tryAlone(work, { rows: rest, claims: likely.length > 0 ? [] : claims, killedBy });
    return { rows: likely, claims, killedBy };
  }

  /** Empties `suspects`. Their old claims end after them, so that a death on the way is still known. */
  async function tryAlone(work: LaneWork<Row>, suspects: Suspects<Row>): Promise<void> {
    await finish();
    for (const row of suspects.rows.splice(0)) {
      const killer = suspects.killedBy.get(row._id);
      const deaths = killer ? await lanes.rows.countDeath(row, killer) : (row.deaths ?? 0);
      const suspect = { ...row, attempts: row.attempts + 1 };
      if (deaths >= DEATHS_ALLOWED) await settle(work, [suspect], [work.poisoned(suspect)]);
      else await claimed(work, [suspect], true);
      mine.delete(row._id);
      await beat();
    }
    if (suspects.claims.length > 0) await lanes.claims.remove(suspects.claims.splice(0));
  }

  async function nextBatch(work: LaneWork<Row>): Promise<{ rows: Row[]; startsAt?: number }> {
    let found: Row[] = [];
    if (passed)
      found = await lanes.rows.peek(lane, work.batchSize, heldFrom(passed.deadline), passed.deadline);
    if (!passed || found.length < work.batchSize || Date.now() - passed.at > lanes.times.poll) {
      // From the start again: something more urgent may have come.
      passed = undefined;
      if (others.size > 0) others = (await lanes.claims.ofLane(lane)).held;
      const held = new Set([...mine.keys(), ...others]);
      found = await lanes.rows.peek(lane, work.batchSize, held);
      if (found.length === 0 && (await lanes.rows.promote(lane)).modifiedCount > 0)
        found = await lanes.rows.peek(lane, work.batchSize, held);
    }
    if (found.length === 0) return { rows: [] };
    if (work.batchWaitMs > 0 && found.length < work.batchSize) {
      const startsAt = Math.min(...found.map((row) => row.receivedAt.getTime())) + work.batchWaitMs;
      if (startsAt > Date.now()) return { rows: [], startsAt };
    }
    const last = found.at(-1);
    if (last && found.length === work.batchSize)
      passed = { deadline: last.deadline, at: passed?.at ?? Date.now() };
    return { rows: found.map((row) => ({ ...row, attempts: row.attempts + 1 })) };
  }

  /** What is held among the documents from a deadline on: those before it are passed over anyhow. */
  function heldFrom(deadline: Date): Set<string> {
    const later = [...mine].filter(([, one]) => one >= deadline).map(([id]) => id);
    return new Set([...later, ...others]);
  }

  /** Claims the batch, works on it and lets go of it, whatever becomes of it. */
  async function claimed(work: LaneWork<Row>, rows: readonly Row[], alone = false): Promise<void> {
    const token = randomUUID();
    const ids = rows.map((row) => row._id);
    await lanes.claims.put({ _id: token, lane, ids, by: lanes.process, ...(alone && { alone }) });
    lanes.faults.at("lane:after-claim");
    try {
      await settle(work, rows, await work.work(rows));
    } catch (error) {
      // Anything else is a bug: the claim stays, so that each document is tried alone when it has run out.
      if (error instanceof LaneError) await lanes.claims.remove([token]);
      throw error;
    }
    await lanes.claims.remove([token]);
  }

  async function settle(
    work: LaneWork<Row>,
    rows: readonly Row[],
    settlements: readonly Settlement[],
  ): Promise<void> {
    lanes.faults.at("lane:before-settle");
    await lanes.rows.settle(settlements);
    lanes.faults.at("lane:after-settle");
    if (total.batches === 0) await lanes.lanes.unblock(lane);
    total.batches += 1;
    total.claimed += rows.length;
    for (const { set, ids } of settlements) {
      if (set.status === "processed") total.applied += ids.length;
      if (set.status === "failed") total.failed += ids.length;
    }
    await work.settled?.(rows, settlements);
  }

  /** Idle first, then one more look: whoever stored work before the look is found, whoever stores after it signals. */
  async function leave(startsAt: number | undefined): Promise<Date | undefined | "more"> {
    const waiting = await lanes.rows.nextDue(lane);
    const due = startsAt && (!waiting || startsAt < waiting.getTime()) ? new Date(startsAt) : waiting;
    lanes.faults.at("lane:before-idle");
    await lanes.lanes.rest(lane, owner, due);
    lanes.faults.at("lane:after-idle");
    const overlooked = startsAt ? false : await hasDueWork(lanes, lane);
    if (overlooked && (await lanes.lanes.resume(lane, owner, lanes.process))) return "more";
    return due;
  }

  async function rest(error: LaneError): Promise<DrainReport> {
    const before = await lanes.lanes.find(lane);
    const delay = backoff(before?.blockAttempts ?? 0, lanes.times);
    const blocked = await lanes.lanes.block(lane, delay, error.message);
    const wakeAt = blocked?.blockedUntil?.getTime();
    await lanes.lanes.rest(lane, owner, blocked?.blockedUntil);
    lanes.log.warn({ lane, delay, reason: error.message }, "lane rests: its destination is not usable");
    return { end: "blocked", ...total, message: error.message, ...(wakeAt && { wakeAt }) };
  }
}
