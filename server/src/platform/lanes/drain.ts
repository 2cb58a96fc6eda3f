import { randomUUID } from "node:crypto";
import { LaneError } from "../lane-error.ts";
import { backoff } from "./backoff.ts";
import type { Lanes, LaneWork } from "./lanes.ts";
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
  readonly failed: number;
  readonly message?: string;
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
 * nothing is left. Safe to run twice and to overlap with another drain: everything is under leases.
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
  const total = { batches: 0, claimed: 0, failed: 0 };
  const underWay = new Set<Promise<void>>();
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
    const suspects = first ? await recover(first) : [];
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
        begin(work, next.rows, next.token);
        await room(streamsFor(next.rows.length, work.batchSize));
        quietSince = Date.now();
        if (Date.now() <= until) continue;
        await tryAlone(work, suspects);
        return { end: "more" };
      }
      if (suspects.length > 0) {
        await tryAlone(work, suspects.splice(0));
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

  function begin(work: LaneWork<Row>, rows: readonly Row[], token: string): void {
    const batch = workOn(work, rows, token)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => underWay.delete(batch));
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
   * Documents of a lease that ran out are worked on alone, so that a bad one takes no other with it. Answers
   * those that are more likely bad than the rest: they come when nothing else is due, or the step is over.
   */
  async function recover(work: LaneWork<Row>): Promise<Row[]> {
    const expired = await lanes.rows.findExpired(lane, work.batchSize);
    const { others = [], suspects = [] } = Object.groupBy(expired, ({ deaths, lease }) =>
      deaths || lease?.alone || lease?.suspect ? "suspects" : "others",
    );
    await tryAlone(work, others);
    return suspects;
  }

  async function tryAlone(work: LaneWork<Row>, expired: readonly Row[]): Promise<void> {
    await finish();
    for (const one of expired) {
      const token = randomUUID();
      const row = await lanes.rows.reclaim(one, { token, by: lanes.process, alone: true }, owner);
      if (!row) continue;
      if ((row.deaths ?? 0) >= DEATHS_ALLOWED) await settle(work, [row], token, [work.poisoned(row)]);
      else await workOn(work, [row], token);
      await beat();
    }
  }

  async function nextBatch(work: LaneWork<Row>): Promise<{ rows: Row[]; token: string; startsAt?: number }> {
    const token = randomUUID();
    let found = await lanes.rows.peek(lane, work.batchSize, passed?.deadline);
    if (passed && (found.length < work.batchSize || Date.now() - passed.at > lanes.times.poll)) {
      // From the start again: something more urgent may have come.
      passed = undefined;
      found = await lanes.rows.peek(lane, work.batchSize);
    }
    if (found.length === 0 && (await lanes.rows.promote(lane)).modifiedCount > 0)
      found = await lanes.rows.peek(lane, work.batchSize);
    if (found.length === 0) return { rows: [], token };
    if (work.batchWaitMs > 0 && found.length < work.batchSize) {
      const startsAt = Math.min(...found.map((row) => row.receivedAt.getTime())) + work.batchWaitMs;
      if (startsAt > Date.now()) return { rows: [], token, startsAt };
    }
    const rows = await lanes.rows.claim(found, { token, by: lanes.process }, owner);
    const last = found.at(-1);
    if (last && found.length === work.batchSize)
      passed = { deadline: last.deadline, at: passed?.at ?? Date.now() };
    lanes.faults.at("lane:after-claim");
    return { rows, token };
  }

  async function workOn(work: LaneWork<Row>, rows: readonly Row[], token: string): Promise<void> {
    const settlements = await work.work(rows).catch(async (error: unknown) => {
      // Anything else is a bug: the leases stay, so that each document is tried alone when they have run out.
      if (error instanceof LaneError) {
        const ids = rows.map((row) => row._id);
        await lanes.rows.release(ids, token);
      }
      throw error;
    });
    await settle(work, rows, token, settlements);
  }

  async function settle(
    work: LaneWork<Row>,
    rows: readonly Row[],
    token: string,
    settlements: readonly Settlement[],
  ): Promise<void> {
    lanes.faults.at("lane:before-settle");
    await lanes.rows.settle(token, settlements);
    lanes.faults.at("lane:after-settle");
    if (total.batches === 0) await lanes.lanes.unblock(lane);
    total.batches += 1;
    total.claimed += rows.length;
    for (const one of settlements) if (one.set.status === "failed") total.failed += one.ids.length;
    await work.settled?.(rows, settlements);
  }

  /** Idle first, then one more look: whoever stored work before the look is found, whoever stores after it signals. */
  async function leave(startsAt: number | undefined): Promise<Date | undefined | "more"> {
    const waiting = await lanes.rows.nextDue(lane);
    const due = startsAt && (!waiting || startsAt < waiting.getTime()) ? new Date(startsAt) : waiting;
    lanes.faults.at("lane:before-idle");
    await lanes.lanes.rest(lane, owner, due);
    lanes.faults.at("lane:after-idle");
    const overlooked = startsAt ? false : await lanes.rows.hasDueWork(lane);
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
