import type { Db } from "mongodb";
import type { RollupDoc } from "./rollup-doc.ts";
import { LEVELS, type Segment } from "./rollup-levels.ts";

/** What the statistics tell of each type. */
export function rollupTypesRepo(db: Db) {
  const levels = LEVELS.map(({ collection }) => db.collection<RollupDoc>(collection));
  const at = (segment: Segment) => levels[segment.level] as (typeof levels)[number];
  const range = (jobId: string, { from, to }: Segment) => ({
    jobId,
    minute: { $gte: new Date(from), $lt: new Date(to) },
  });
  const bucketOf = (origin: number, width: number) => ({
    $floor: { $divide: [{ $subtract: ["$minute", new Date(origin)] }, width] },
  });
  const typed = (type: string | undefined) =>
    type === undefined
      ? { $ifNull: ["$typed", []] }
      : {
          $filter: {
            input: { $ifNull: ["$typed", []] },
            cond: { $eq: ["$$this.type", { $literal: type }] },
          },
        };

  return {
    /** Processed rows by type, bucket of time and how long they took; of one type, or of each. */
    took: (jobId: string, segment: Segment, origin: number, width: number, type?: string) =>
      at(segment)
        .aggregate<{ _id: { type: string; bucket: number; took: string }; n: number }>([
          { $match: range(jobId, segment) },
          { $project: { bucket: bucketOf(origin, width), typed: typed(type) } },
          { $unwind: "$typed" },
          { $project: { bucket: 1, type: "$typed.type", took: { $objectToArray: "$typed.took" } } },
          { $unwind: "$took" },
          {
            $group: { _id: { type: "$type", bucket: "$bucket", took: "$took.k" }, n: { $sum: "$took.v" } },
          },
        ])
        .toArray(),

    /** Failed rows by bucket of time and cause; of one type, or of all. */
    groups: (jobId: string, segment: Segment, origin: number, width: number, type?: string) =>
      at(segment)
        .aggregate<{ _id: { bucket: number; group: string }; n: number }>([
          { $match: { ...range(jobId, segment), failed: { $gt: 0 } } },
          {
            $project: {
              bucket: bucketOf(origin, width),
              groups:
                type === undefined
                  ? "$groups"
                  : {
                      $reduce: {
                        input: typed(type),
                        initialValue: [],
                        in: { $concatArrays: ["$$value", "$$this.groups"] },
                      },
                    },
            },
          },
          { $unwind: "$groups" },
          { $group: { _id: { bucket: "$bucket", group: "$groups.group" }, n: { $sum: "$groups.n" } } },
        ])
        .toArray(),
  };
}
