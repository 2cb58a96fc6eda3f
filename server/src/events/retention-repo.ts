import type { Db } from "mongodb";
import { type EventRow, eventRows } from "./repo.ts";

const SETTLED: EventRow["status"][] = ["processed", "filtered"];

/** How retention finds and removes what is old; always one job's, oldest first, at most `limit` rows. */
export function retentionRepo(db: Db) {
  const rows = eventRows(db);
  const rejected = db.collection<{ _id: string; jobId: string }>("rejected_requests");

  async function removeFound(found: Array<{ _id: string }>): Promise<number> {
    if (found.length === 0) return 0;
    return (await rows.deleteMany({ _id: { $in: found.map((row) => row._id) } })).deletedCount;
  }

  return {
    /** The rows after `cursor` and before `cutoffId`, for the decision whether to strip or to hold them. */
    next: (jobId: string, cursor: string, cutoffId: string, limit: number) =>
      rows
        .find(
          { jobId, _id: { $gt: cursor, $lt: cutoffId } },
          { projection: { status: 1, strippedAt: 1, held: 1 } },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),

    /** Marks rows that retention passes over, so that it finds them once they are settled. */
    hold: (ids: string[]) => rows.updateMany({ _id: { $in: ids } }, { $set: { held: true } }),

    /** Held rows that have been settled since. */
    released: async (jobId: string, cutoffId: string, limit: number): Promise<string[]> =>
      (
        await rows
          .find(
            { jobId, held: true, status: { $in: SETTLED }, _id: { $lt: cutoffId } },
            { projection: { _id: 1 } },
          )
          .limit(limit)
          .toArray()
      ).map((row) => row._id),

    /** The guard on the status: one that was requeued a moment ago keeps its body. */
    strip: async (ids: string[], now: Date): Promise<number> =>
      ids.length === 0
        ? 0
        : (
            await rows.updateMany(
              { _id: { $in: ids }, status: { $in: SETTLED } },
              {
                $set: { strippedAt: now },
                $unset: { body: "", headers: "", log: "", ip: "", held: "" },
              },
            )
          ).modifiedCount,

    removeBefore: async (jobId: string, cutoffId: string, limit: number): Promise<number> =>
      removeFound(
        await rows
          .find({ jobId, _id: { $lt: cutoffId }, status: { $in: SETTLED } }, { projection: { _id: 1 } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray(),
      ),

    removeJob: async (jobId: string, limit: number): Promise<number> =>
      removeFound(
        await rows
          .find({ jobId }, { projection: { _id: 1 } })
          .limit(limit)
          .toArray(),
      ),

    /** Refused requests are at most a ring of 200. */
    removeRejectedBefore: (jobId: string, cutoffId: string) =>
      rejected.deleteMany({ jobId, _id: { $lt: cutoffId } }),

    /** Of at most `limit` rows in a range of ids: how many are settled (and not yet stripped), and the first. */
    async count(jobId: string, range: { after: string; before: string }, unstripped: boolean, limit: number) {
      const wanted = {
        $and: [
          { $in: ["$status", SETTLED] },
          ...(unstripped ? [{ $eq: [{ $type: "$strippedAt" }, "missing"] }] : []),
        ],
      };
      const [found] = await rows
        .aggregate<{ count: number; looked: number; oldest: Date | null }>([
          { $match: { jobId, _id: { $gt: range.after, $lt: range.before } } },
          { $sort: { _id: 1 } },
          { $limit: limit },
          { $project: { status: 1, strippedAt: 1, receivedAt: 1 } },
          {
            $group: {
              _id: null,
              looked: { $sum: 1 },
              count: { $sum: { $cond: [wanted, 1, 0] } },
              oldest: { $min: { $cond: [wanted, "$receivedAt", null] } },
            },
          },
        ])
        .toArray();
      return found ?? { count: 0, looked: 0, oldest: null };
    },
  };
}
