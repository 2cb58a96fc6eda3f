import type { Collection, Db, Filter } from "mongodb";
import type { Timings } from "../../config.ts";
import { isDuplicateKey } from "../mongo.ts";

/**
 * One small document a lane (RULES 7). `at` is when it was signalled, or the owner's last progress, by the
 * database's clock. `by` names the process that drains, so that its successor can release what it held.
 */
export interface LaneDoc {
  _id: string;
  state: "idle" | "signalled" | "draining";
  at: Date;
  owner?: string;
  by?: string;
  paused?: boolean;
  nextDueAt?: Date;
  blockedUntil?: Date;
  /** Since when nothing has gone through. */
  blockedSince?: Date;
  blockAttempts?: number;
  blockReason?: string;
}

const STATES = ["idle", "signalled", "draining"] as const;

export const ensureLaneIndexes = (db: Db) =>
  db.collection("lanes").createIndexes([{ key: { state: 1 }, name: "state" }]);

const before = (field: string, ms: number) => ({ $lt: [field, { $subtract: ["$$NOW", ms] }] });
/** True when the time is over, absent, or at most `early` milliseconds away. */
const passed = (field: string, early = 0) => ({
  $lte: [{ $ifNull: [field, new Date(0)] }, { $add: ["$$NOW", early] }],
});

/** Every change is one guarded single-document update; times are set and compared with the database's clock. */
export function laneRepo(db: Db, times: Timings) {
  const lanes: Collection<LaneDoc> = db.collection("lanes");
  const free = {
    $or: [{ $eq: ["$state", "idle"] }, before("$at", times.beatStale)],
  };
  const known = new Set<string>();

  async function ensure(lane: string): Promise<void> {
    try {
      await lanes.updateOne(
        { _id: lane },
        { $setOnInsert: { state: "idle", at: new Date(0) } },
        { upsert: true },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    known.add(lane);
  }
  const change = async (filter: Filter<LaneDoc>, update: object | object[]) =>
    (await lanes.updateOne(filter, update)).matchedCount === 1;

  return {
    ensure,
    find: (lane: string) => lanes.findOne({ _id: lane }),
    findMany: (ids: string[]) => lanes.find({ _id: { $in: ids } }).toArray(),
    async remove(lane: string): Promise<void> {
      await db.collection("lane_claims").deleteMany({ lane });
      await lanes.deleteOne({ _id: lane });
    },

    /** True for the one caller that must now send the signal. */
    async trySignal(lane: string): Promise<boolean> {
      if (!known.has(lane)) await ensure(lane);
      return change(
        { _id: lane, paused: { $ne: true }, $expr: { $and: [free, passed("$blockedUntil")] } },
        { $set: { state: "signalled" }, $currentDate: { at: true }, $unset: { owner: "" } },
      );
    },

    /**
     * False when another drain is at it, or while it rests after an error (a run that comes a little early may
     * start). Starting again with the same owner succeeds: a step may run twice.
     */
    async start(lane: string, owner: string, by: string): Promise<boolean> {
      const mine = { $eq: ["$owner", owner] };
      const available = { $or: [{ $ne: ["$state", "draining"] }, mine, before("$at", times.beatStale)] };
      return change(
        { _id: lane, $expr: { $and: [available, passed("$blockedUntil", times.poll)] } },
        { $set: { state: "draining", owner, by }, $currentDate: { at: true } },
      );
    },

    /** False when the lane was taken over. */
    beat: (lane: string, owner: string) =>
      change({ _id: lane, state: "draining", owner }, { $currentDate: { at: true } }),

    /** Idle, with the time at which the next document falls due. The caller must look once more afterwards. */
    rest: (lane: string, owner: string, nextDueAt: Date | undefined) =>
      change(
        { _id: lane, state: "draining", owner },
        {
          $set: { state: "idle", ...(nextDueAt && { nextDueAt }) },
          $currentDate: { at: true },
          $unset: { owner: "", by: "", ...(nextDueAt ? {} : { nextDueAt: "" }) },
        },
      ),

    /** Back from idle to draining, after the second look found work that nobody has signalled yet. */
    resume: (lane: string, owner: string, by: string) =>
      change(
        { _id: lane, state: "idle", paused: { $ne: true } },
        { $set: { state: "draining", owner, by }, $currentDate: { at: true } },
      ),

    /** From draining to signalled, so that the caller may hand the lane to a new run. */
    handOver: (lane: string, owner: string) =>
      change(
        { _id: lane, state: "draining", owner },
        { $set: { state: "signalled" }, $currentDate: { at: true }, $unset: { owner: "", by: "" } },
      ),

    /** The lane rests for `ms` because of an error that is not of its documents (RULES 11). */
    block: (lane: string, ms: number, reason: string) =>
      lanes.findOneAndUpdate(
        { _id: lane },
        [
          {
            $set: {
              blockedUntil: { $add: ["$$NOW", ms] },
              blockedSince: { $ifNull: ["$blockedSince", "$$NOW"] },
              nextDueAt: { $add: ["$$NOW", ms] },
              blockAttempts: { $add: [{ $ifNull: ["$blockAttempts", 0] }, 1] },
              blockReason: { $literal: reason },
            },
          },
        ],
        { returnDocument: "after" },
      ),
    unblock: (lane: string) =>
      lanes.updateOne(
        { _id: lane, blockAttempts: { $exists: true } },
        { $unset: { blockedUntil: "", blockedSince: "", blockAttempts: "", blockReason: "" } },
      ),

    setPaused: async (lane: string, paused: boolean) => {
      await ensure(lane);
      await lanes.updateOne({ _id: lane }, paused ? { $set: { paused } } : { $unset: { paused: "" } });
    },

    /** Frees the lanes that an earlier process of the same slot was draining when it died. */
    async releaseSlot(slot: string, current: string): Promise<string[]> {
      const held = await lanes
        .find({ state: "draining", by: { $regex: `^${slot}#`, $ne: current } })
        .toArray();
      for (const lane of held)
        await lanes.updateOne(
          { _id: lane._id, ...(lane.owner && { owner: lane.owner }) },
          { $set: { state: "idle", at: new Date(0) }, $unset: { owner: "", by: "" } },
        );
      return held.map((lane) => lane._id);
    },

    /** Lanes that nobody is at and that may run now. */
    eachFree: () =>
      lanes
        .find({
          state: { $in: [...STATES] },
          paused: { $ne: true },
          $expr: { $and: [free, passed("$blockedUntil")] },
        })
        .project<{ _id: string }>({ _id: 1 }),
  };
}

export type LaneRepo = ReturnType<typeof laneRepo>;
