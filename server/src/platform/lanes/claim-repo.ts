import type { Collection, Db } from "mongodb";
import type { Timings } from "../../config.ts";

/** The documents that one batch is working on (RULES 9, 12). It is written before the work and removed after it. */
export interface ClaimDoc {
  _id: string;
  lane: string;
  ids: string[];
  /** `<slot>#<incarnation>` of the process at work. */
  by: string;
  /** Set and compared by the database's clock. */
  at: Date;
  /** Its one document was tried alone: its worker's death is on that document. */
  alone?: boolean;
  /** What its worker was at when it died, where that is known. */
  suspect?: string;
}

export interface Claims {
  /** Held by somebody who may still be at work. */
  readonly held: ReadonlySet<string>;
  /** Their worker died or stalled. */
  readonly expired: ReadonlyArray<Pick<ClaimDoc, "_id" | "ids" | "alone" | "suspect">>;
}

export const ensureClaimIndexes = (db: Db) =>
  db.collection("lane_claims").createIndexes([{ key: { lane: 1 }, name: "lane" }]);

/**
 * Claims keep batches apart and remember what a dead worker was at. They are not needed for correctness: two
 * batches with one document both write it guarded, and only one settles it.
 */
export function claimRepo(db: Db, times: Timings) {
  const claims: Collection<ClaimDoc> = db.collection("lane_claims");
  const expired = { $lt: ["$at", { $subtract: ["$$NOW", times.lease] }] };

  async function ofLane(lane: string): Promise<Claims> {
    const found = await claims
      .aggregate<ClaimDoc & { expired: boolean }>([
        { $match: { lane } },
        { $project: { ids: 1, alone: 1, suspect: 1, expired } },
      ])
      .toArray();
    return {
      held: new Set(found.filter((one) => !one.expired).flatMap((one) => one.ids)),
      expired: found.filter((one) => one.expired),
    };
  }

  return {
    ofLane,
    put: ({ _id, ...claim }: Omit<ClaimDoc, "at">) =>
      claims.updateOne({ _id }, { $set: claim, $currentDate: { at: true } }, { upsert: true }),
    remove: (ids: readonly string[]) => claims.deleteMany({ _id: { $in: [...ids] } }),

    /** What dead processes of this slot hold in `lanes`. */
    ofSlot: (lanes: readonly string[], slot: string, current: string) =>
      claims.find({ lane: { $in: [...lanes] }, by: { $regex: `^${slot}#`, $ne: current } }).toArray(),
    /** Ends a claim now; one that holds nothing any more is gone. */
    expire: ({ _id, ids }: ClaimDoc, suspect: string | undefined) =>
      ids.length === 0
        ? claims.deleteOne({ _id })
        : claims.updateOne(
            { _id },
            { $set: { ids, at: new Date(0), ...(suspect && ids.includes(suspect) && { suspect }) } },
          ),
  };
}

export type ClaimRepo = ReturnType<typeof claimRepo>;
