import type { Db } from "mongodb";
import { firstIdAt } from "../platform/ids.ts";
import { eventRows } from "./repo.ts";

export const MINUTE_MS = 60_000;
/** A minute may still get rows this long after its end; until then it is always recomputed. */
const OPEN_MS = 2 * MINUTE_MS;
const MAX_REFRESH = 2_000;
/** Latency buckets grow by about 10 %: bucket n holds values around e^(n/10) milliseconds. */
const BUCKETS_PER_E = 10;

/** One minute of one job, by time of receipt; recomputed from the ledger, never incremented (RULES 27). */
export interface MinuteDoc {
  _id: string;
  jobId: string;
  minute: Date;
  /** Raised by whoever changed a row of this minute; cleared only if nobody raised it meanwhile. */
  dirty: number;
  received?: number;
  processed?: number;
  failed?: number;
  filtered?: number;
  open?: number;
  duplicates?: number;
  /** Count of processed rows by latency bucket. */
  latency?: Record<string, number>;
}

export const ensureRollupIndexes = (db: Db) =>
  db.collection("event_stats").createIndexes([
    { key: { jobId: 1, minute: 1 }, name: "range" },
    { key: { jobId: 1, dirty: 1 }, name: "dirty", partialFilterExpression: { dirty: { $gt: 0 } } },
  ]);

const minuteOf = (at: Date): number => Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;

export function rollups(db: Db) {
  const minutes = db.collection<MinuteDoc>("event_stats");
  const marked = new Map<string, number>();

  return {
    /** Call after rows received at these times were stored or changed. An open minute is marked once a process. */
    async mark(jobId: string, receivedAt: readonly Date[]): Promise<void> {
      const now = Date.now();
      for (const [key, minute] of marked) if (minute + MINUTE_MS + OPEN_MS < now) marked.delete(key);
      const fresh = [...new Set(receivedAt.map(minuteOf))].filter(
        (minute) => !marked.has(`${jobId}:${minute}`),
      );
      if (fresh.length === 0) return;
      await minutes.bulkWrite(
        fresh.map((minute) => ({
          updateOne: {
            filter: { _id: `${jobId}:${minute}` },
            update: { $inc: { dirty: 1 }, $setOnInsert: { jobId, minute: new Date(minute) } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
      for (const minute of fresh)
        if (minute + MINUTE_MS + OPEN_MS > now + MINUTE_MS) marked.set(`${jobId}:${minute}`, minute);
    },

    /** Recomputes the minutes whose rows changed. Safe to run at once in several processes. */
    async refresh(jobId: string): Promise<void> {
      const dirty = await minutes
        .find({ jobId, dirty: { $gt: 0 } }, { projection: { minute: 1, dirty: 1 } })
        .limit(MAX_REFRESH)
        .toArray();
      for (const one of dirty) {
        const counted = await count(db, jobId, one.minute);
        const closed = one.minute.getTime() + MINUTE_MS + OPEN_MS < Date.now();
        await minutes.updateOne(
          { _id: one._id, ...(closed && { dirty: one.dirty }) },
          { $set: { ...counted, ...(closed && { dirty: 0 }) } },
        );
      }
    },

    between: (jobId: string, from: Date, to: Date) =>
      minutes
        .find({ jobId, minute: { $gte: from, $lt: to } })
        .sort({ minute: 1 })
        .toArray(),

    async totals(jobId: string) {
      const sums = Object.fromEntries(COUNTS.map((name) => [name, { $sum: `$${name}` }]));
      const [row] = await minutes
        .aggregate<Record<(typeof COUNTS)[number], number>>([
          { $match: { jobId } },
          { $group: { _id: null, ...sums } },
        ])
        .toArray();
      return row ?? { received: 0, processed: 0, failed: 0, filtered: 0, open: 0, duplicates: 0 };
    },
  };
}

export type Rollups = ReturnType<typeof rollups>;
const COUNTS = ["received", "processed", "failed", "filtered", "open", "duplicates"] as const;

async function count(
  db: Db,
  jobId: string,
  minute: Date,
): Promise<Omit<MinuteDoc, "_id" | "jobId" | "minute" | "dirty">> {
  const to = new Date(minute.getTime() + MINUTE_MS);
  const ms = { $max: [1, { $subtract: ["$settledAt", "$receivedAt"] }] };
  const groups = await eventRows(db)
    .aggregate<{ _id: { status: string; bucket: number | null }; n: number; duplicates: number }>([
      { $match: { jobId, _id: { $gte: firstIdAt("evt", minute), $lt: firstIdAt("evt", to) } } },
      {
        $group: {
          _id: {
            status: "$status",
            bucket: {
              $cond: [
                { $eq: ["$status", "processed"] },
                { $floor: { $multiply: [{ $ln: ms }, BUCKETS_PER_E] } },
                null,
              ],
            },
          },
          n: { $sum: 1 },
          duplicates: { $sum: { $ifNull: ["$duplicates", 0] } },
        },
      },
    ])
    .toArray();
  const result = {
    received: 0,
    processed: 0,
    failed: 0,
    filtered: 0,
    open: 0,
    duplicates: 0,
    latency: {} as Record<string, number>,
  };
  for (const { _id, n, duplicates } of groups) {
    result.received += n;
    result.duplicates += duplicates;
    if (_id.status === "processed" || _id.status === "failed" || _id.status === "filtered")
      result[_id.status] += n;
    else result.open += n;
    if (_id.bucket !== null) result.latency[_id.bucket] = (result.latency[_id.bucket] ?? 0) + n;
  }
  return result;
}

/** The `share` quantile (0..1) of merged latency histograms, in milliseconds; null without a value. */
export function quantile(minutes: readonly Pick<MinuteDoc, "latency">[], share: number): number | null {
  const merged = new Map<number, number>();
  let total = 0;
  for (const { latency } of minutes)
    for (const [bucket, n] of Object.entries(latency ?? {})) {
      merged.set(Number(bucket), (merged.get(Number(bucket)) ?? 0) + n);
      total += n;
    }
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, n] of [...merged].sort(([a], [b]) => a - b)) {
    seen += n;
    if (seen >= total * share) return Math.round(Math.exp((bucket + 0.5) / BUCKETS_PER_E) * 10) / 10;
  }
  return null;
}
