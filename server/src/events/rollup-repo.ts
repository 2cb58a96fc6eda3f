import type { Db } from "mongodb";
import { firstIdAt } from "../platform/ids.ts";
import { eventRows } from "./repo.ts";
import { LEVELS, type Level, MINUTE_MS, type Segment } from "./rollup-levels.ts";
import { type TypeCell, typeCells } from "./rollup-types.ts";

/** Latency buckets grow by about 10 %: bucket n holds values around e^(n/10) milliseconds. */
export const BUCKETS_PER_E = 10;
/** What is counted of a job's stretch of time, by time of receipt. */
export const COUNTS = [
  "received",
  "processed",
  "failed",
  "filtered",
  "open",
  "ignored",
  "ambiguous",
  "mismatched",
  "replays",
  "duplicates",
  "rejected",
] as const;
export type CountName = (typeof COUNTS)[number];
export type Counts = Record<CountName, number>;
export type Latency = Record<string, number>;

/** Rows of one type and status. */
export interface Cell {
  readonly type: string;
  readonly status: string;
  readonly n: number;
}

/** What the ledger says of a stretch; it can always be counted again. */
export interface Counted extends Partial<Counts> {
  /** Processed rows by latency bucket. */
  latency?: Latency;
  cells?: Cell[];
  /** Failed rows by what made them fail. */
  groups?: Array<{ group: string; n: number }>;
  /** The same by type, of the busiest types. */
  typed?: TypeCell[];
  /** Refused requests by code. */
  rejectedBy?: Record<string, number>;
}

/** One stretch of one job; `minute` is its first. */
export interface RollupDoc extends Counted {
  _id: string;
  jobId: string;
  minute: Date;
  /** Raised by whoever changed something of this stretch; cleared only if nobody raised it meanwhile. */
  dirty: number;
}

/** What arrived without becoming a row, and so cannot be counted again: it is added as it comes. */
export interface Arrivals {
  duplicates?: number;
  rejectedBy?: Record<string, number>;
}

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

interface LedgerGroup {
  readonly _id: { status: string; type: string; outcome?: string; group?: string; bucket: number | null };
  readonly n: number;
  readonly ambiguous: number;
  readonly mismatched: number;
  readonly replays: number;
}

const has = (field: string) => ({ $sum: { $cond: [{ $ifNull: [field, false] }, 1, 0] } });
const LATENCY_MS = { $max: [1, { $subtract: ["$settledAt", "$receivedAt"] }] };
const LEDGER_GROUP = {
  $group: {
    _id: {
      status: "$status",
      type: "$type",
      outcome: { $cond: [{ $eq: ["$status", "processed"] }, "$outcome", "$$REMOVE"] },
      group: {
        $cond: [
          { $eq: ["$status", "failed"] },
          { $ifNull: ["$error.group", "$error.code", "unknown"] },
          "$$REMOVE",
        ],
      },
      bucket: {
        $cond: [
          { $and: [{ $eq: ["$status", "processed"] }, { $ifNull: ["$settledAt", false] }] },
          { $floor: { $multiply: [{ $ln: LATENCY_MS }, BUCKETS_PER_E] } },
          null,
        ],
      },
    },
    n: { $sum: 1 },
    ambiguous: has("$ambiguous"),
    mismatched: has("$mismatch"),
    replays: has("$replayOf"),
  },
};

const SETTLED = new Set(["processed", "failed", "filtered"]);

function fold(rows: readonly LedgerGroup[]): Counted {
  const counted = {
    received: 0,
    processed: 0,
    failed: 0,
    filtered: 0,
    open: 0,
    ignored: 0,
    ambiguous: 0,
    mismatched: 0,
    replays: 0,
    latency: {} as Latency,
  };
  const cells = new Map<string, Cell>();
  const groups = new Map<string, number>();
  const typed = typeCells();
  for (const { _id, n, ...flags } of rows) {
    counted.received += n;
    counted[SETTLED.has(_id.status) ? (_id.status as "processed") : "open"] += n;
    if (_id.outcome === "ignored") counted.ignored += n;
    for (const name of ["ambiguous", "mismatched", "replays"] as const) counted[name] += flags[name];
    if (_id.bucket !== null) counted.latency[_id.bucket] = (counted.latency[_id.bucket] ?? 0) + n;
    if (_id.group) groups.set(_id.group, (groups.get(_id.group) ?? 0) + n);
    addCell(cells, { type: _id.type, status: _id.status, n });
    typed.settled(_id.type, _id.bucket, _id.group, n);
  }
  return {
    ...counted,
    cells: [...cells.values()],
    groups: [...groups].map(([group, n]) => ({ group, n })),
    typed: typed.result(),
  };
}

function addCell(cells: Map<string, Cell>, { type, status, n }: Cell): void {
  const key = `${status} ${type}`;
  cells.set(key, { type, status, n: (cells.get(key)?.n ?? 0) + n });
}

/** The sum of stretches, of which each may lack what it has none of. */
export function summed(docs: readonly Counted[]): Counted {
  const cells = new Map<string, Cell>();
  const groups = new Map<string, number>();
  const counts = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Counts;
  const latency: Latency = {};
  const rejectedBy: Record<string, number> = {};
  const typed = typeCells();
  for (const doc of docs) {
    for (const name of COUNTS) counts[name] += doc[name] ?? 0;
    for (const [bucket, n] of Object.entries(doc.latency ?? {})) latency[bucket] = (latency[bucket] ?? 0) + n;
    for (const [code, n] of Object.entries(doc.rejectedBy ?? {}))
      rejectedBy[code] = (rejectedBy[code] ?? 0) + n;
    for (const cell of doc.cells ?? []) addCell(cells, cell);
    typed.more(doc.typed ?? []);
    for (const { group, n } of doc.groups ?? []) groups.set(group, (groups.get(group) ?? 0) + n);
  }
  return {
    ...counts,
    latency,
    rejectedBy,
    cells: [...cells.values()],
    groups: [...groups].map(([group, n]) => ({ group, n })),
    typed: typed.result(),
  };
}
