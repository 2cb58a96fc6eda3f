import type { Db } from "mongodb";
import { firstIdAt } from "../platform/ids.ts";
import { eventRows } from "./repo.ts";
import { type Arrivals, COUNTS, type Counted, type Counts, type RollupDoc } from "./rollup-doc.ts";
import { fold, LEDGER_GROUP, type LedgerGroup } from "./rollup-fold.ts";
import { LEVELS, type Level, MINUTE_MS, type Segment } from "./rollup-levels.ts";

export async function ensureRollupIndexes(db: Db): Promise<void> {
  const levels = LEVELS.map(({ collection }) => db.collection<RollupDoc>(collection));
  for (const level of levels)
    await level.createIndexes([
      { key: { jobId: 1, minute: 1 }, name: "range" },
      { key: { jobId: 1, minute: -1 }, name: "changed", partialFilterExpression: { dirty: { $gt: 0 } } },
    ]);
}

const rollupId = (jobId: string, start: number) => `${jobId}:${start}`;

export function rollupRepo(db: Db) {
  const levels = LEVELS.map(({ collection }) => db.collection<RollupDoc>(collection));
  const at = (level: Level) => levels[level] as (typeof levels)[number];
  const range = (jobIds: readonly string[], { from, to }: Segment) => ({
    jobId: jobIds.length === 1 ? (jobIds[0] as string) : { $in: [...jobIds] },
    minute: { $gte: new Date(from), $lt: new Date(to) },
  });
  const bucketOf = (origin: number, width: number) => ({
    $floor: { $divide: [{ $subtract: ["$minute", new Date(origin)] }, width] },
  });

  return {
    /** Says that something of these stretches changed. */
    async mark(level: Level, jobId: string, starts: readonly number[]): Promise<void> {
      await at(level).bulkWrite(
        starts.map((start) => ({
          updateOne: {
            filter: { _id: rollupId(jobId, start) },
            update: { $inc: { dirty: 1 }, $setOnInsert: { jobId, minute: new Date(start) } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
    },

    async add(jobId: string, minute: number, { duplicates = 0, rejectedBy = {} }: Arrivals): Promise<void> {
      const rejected = Object.entries(rejectedBy);
      const $inc: Record<string, number> = { dirty: 1, duplicates };
      for (const [code, n] of rejected) $inc[`rejectedBy.${code}`] = n;
      $inc.rejected = rejected.reduce((sum, [, n]) => sum + n, 0);
      await at(0).updateOne(
        { _id: rollupId(jobId, minute) },
        { $inc: $inc as never, $setOnInsert: { jobId, minute: new Date(minute) } },
        { upsert: true },
      );
    },

    /** Stretches that changed since they were summed up, the newest first; of all jobs without `jobIds`, job by job. */
    dirty: (level: Level, jobIds: readonly string[] | undefined, before: Date, limit: number) =>
      at(level)
        .find(
          { ...(jobIds && { jobId: { $in: [...jobIds] } }), dirty: { $gt: 0 }, minute: { $lt: before } },
          { projection: { jobId: 1, minute: 1, dirty: 1 }, hint: "changed" },
        )
        .sort(jobIds ? { minute: -1 } : { jobId: 1, minute: -1 })
        .limit(limit)
        .toArray() as Promise<Array<Pick<RollupDoc, "_id" | "jobId" | "minute" | "dirty">>>,

    write: (level: Level, id: string, counted: Counted) =>
      at(level).updateOne({ _id: id }, { $set: counted }),
    /** Nothing is cleared that somebody has marked since `dirty` was read. */
    clear: (level: Level, id: string, dirty: number) =>
      at(level).updateOne({ _id: id, dirty }, { $set: { dirty: 0 } }),

    children: (level: Level, jobId: string, from: number, to: number) =>
      at(level)
        .find(range([jobId], { level, from, to }))
        .toArray(),

    /** Counts by job and bucket of `width` milliseconds since `origin`. */
    sums: (jobIds: readonly string[], segment: Segment, origin: number, width: number) =>
      at(segment.level)
        .aggregate<{ _id: { jobId: string; bucket: number } } & Counts>([
          { $match: range(jobIds, segment) },
          {
            $group: {
              _id: { jobId: "$jobId", bucket: bucketOf(origin, width) },
              ...Object.fromEntries(COUNTS.map((name) => [name, { $sum: `$${name}` }])),
            },
          },
        ])
        .toArray(),

    /** Processed rows by job, bucket of time and how long they took. */
    latency: (jobIds: readonly string[], segment: Segment, origin: number, width: number) =>
      at(segment.level)
        .aggregate<{ _id: { jobId: string; bucket: number; took: string }; n: number }>([
          { $match: range(jobIds, segment) },
          {
            $project: {
              jobId: 1,
              bucket: bucketOf(origin, width),
              latency: { $objectToArray: { $ifNull: ["$latency", {}] } },
            },
          },
          { $unwind: "$latency" },
          {
            $group: {
              _id: { jobId: "$jobId", bucket: "$bucket", took: "$latency.k" },
              n: { $sum: "$latency.v" },
            },
          },
        ])
        .toArray(),

    /** Rows by job, type, status and bucket. */
    cells: (jobIds: readonly string[], segment: Segment, origin: number, width: number) =>
      at(segment.level)
        .aggregate<{ _id: { jobId: string; type: string; status: string; bucket: number }; n: number }>([
          { $match: range(jobIds, segment) },
          { $project: { jobId: 1, cells: 1, bucket: bucketOf(origin, width) } },
          { $unwind: "$cells" },
          {
            $group: {
              _id: { jobId: "$jobId", bucket: "$bucket", type: "$cells.type", status: "$cells.status" },
              n: { $sum: "$cells.n" },
            },
          },
        ])
        .toArray(),

    /** Rows of some types by status and bucket. */
    ofTypes: (
      jobIds: readonly string[],
      types: readonly string[],
      segment: Segment,
      origin: number,
      width: number,
    ) =>
      at(segment.level)
        .aggregate<{ _id: { status: string; bucket: number }; n: number }>([
          { $match: range(jobIds, segment) },
          {
            $project: {
              bucket: bucketOf(origin, width),
              cells: { $filter: { input: "$cells", cond: { $in: ["$$this.type", { $literal: types }] } } },
            },
          },
          { $unwind: "$cells" },
          {
            $group: { _id: { bucket: "$bucket", status: "$cells.status" }, n: { $sum: "$cells.n" } },
          },
        ])
        .toArray(),

    groups: (jobIds: readonly string[], segment: Segment) =>
      at(segment.level)
        .aggregate<{ _id: { jobId: string; group: string }; n: number }>([
          { $match: { ...range(jobIds, segment), failed: { $gt: 0 } } },
          { $project: { jobId: 1, groups: 1 } },
          { $unwind: "$groups" },
          { $group: { _id: { jobId: "$jobId", group: "$groups.group" }, n: { $sum: "$groups.n" } } },
        ])
        .toArray(),

    /** Stretches in which requests were refused, oldest first. */
    refusals: (jobIds: readonly string[], segment: Segment) =>
      at(segment.level)
        .find(
          { ...range(jobIds, segment), rejected: { $gt: 0 } },
          { projection: { jobId: 1, minute: 1, rejected: 1, rejectedBy: 1 } },
        )
        .sort({ jobId: 1, minute: 1 })
        .toArray(),

    /** The counts of one minute, from the rows received in it. */
    async count(jobId: string, start: number): Promise<Counted> {
      const ids = {
        $gte: firstIdAt("evt", new Date(start)),
        $lt: firstIdAt("evt", new Date(start + MINUTE_MS)),
      };
      return fold(
        await eventRows(db)
          .aggregate<LedgerGroup>([{ $match: { jobId, _id: ids } }, LEDGER_GROUP])
          .toArray(),
      );
    },
  };
}

export type RollupRepo = ReturnType<typeof rollupRepo>;
