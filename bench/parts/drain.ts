import { eventRows } from "@sluice/server/events";
import type { Db } from "mongodb";
import { formatVersion, versionPrefix } from "../../server/src/destinations/index.ts";
import type { Options } from "../options.ts";
import type { Recorder } from "../report.ts";
import { chunks, rowOf } from "../rows.ts";
import { type Job, type Stand, startStand } from "../stand.ts";
import { COLLECTION, type StripeEvent, stripeEvent } from "../stripe-events.ts";

const EVENTS = 20_000;
/** The job's batch size to which the targets apply comes first. */
const BATCHES = [500, 100];
const INSERT_AT_ONCE = 1_000;
const UPDATED_RANK = 20;

/** How fast stored events become documents, beside bulk writes that do nothing but write them. */
export async function drain(options: Options, record: Recorder): Promise<void> {
  const stand = await startStand(options, "embedded");
  const count = Math.round(EVENTS * options.scale);
  await drainOnce(stand, 500, "warm", 2_000);
  for (let round = 0; round < options.rounds; round += 1)
    for (const batch of BATCHES) await compare(stand, batch, `d${round}b${batch}`, count, record);
  await stand.stop();
}

async function compare(stand: Stand, batch: number, series: string, count: number, record: Recorder) {
  const of = `batches of ${batch}`;
  const isAim = batch === BATCHES[0];
  const before = stand.cpu();
  const raw = await rawRate(stand, batch, series, count);
  record.add(`raw guarded bulk writes, ${of}`, "events/s", raw);
  const rawUse = perEvent(before, stand.cpu(), count).get("database") ?? 0;
  record.add(`raw guarded bulk writes, ${of}, processor time of the database`, "µs/event", rawUse);

  const { steady, whole, used } = await drainOnce(stand, batch, series, count);
  record.add(`drain, ${of}, first to last settled`, "events/s", steady);
  record.add(`drain, ${of}, wake to last settled`, "events/s", whole, isAim ? { least: 4_500 } : undefined);
  record.add(`drain: share of the raw rate, ${of}`, "", steady / raw, isAim ? { least: 0.75 } : undefined);
  for (const [name, use] of used) record.add(`drain, ${of}, processor time of the ${name}`, "µs/event", use);
}

/** Microseconds of processor time for each of `count` events, by process. */
const perEvent = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>, count: number) =>
  new Map([...after].map(([name, seconds]) => [name, ((seconds - (before.get(name) ?? 0)) * 1e6) / count]));

/** The guard's own update, from documents that are ready, and nothing else. */
async function rawRate(stand: Stand, batch: number, series: string, count: number): Promise<number> {
  const db = stand.client.db(`raw_${series}`);
  const collection = await db.createCollection<{ _id: string }>(COLLECTION);
  const operations = Array.from({ length: count }, (_, index) => guardedReplace(stripeEvent(series, index)));
  const startedAt = performance.now();
  for (const some of chunks(operations, batch)) await collection.bulkWrite(some, { ordered: false });
  const seconds = (performance.now() - startedAt) / 1000;
  await db.dropDatabase();
  return count / seconds;
}

function guardedReplace({ id, objectId, created, object }: StripeEvent) {
  const prefix = versionPrefix(created * 1_000_000, UPDATED_RANK);
  const metadata = {
    source: "stripe",
    jobId: "job_00000000000000000000000000",
    eventId: id,
    eventType: "customer.updated",
    eventAt: new Date(created * 1_000),
    syncedAt: new Date(),
    via: "webhook",
    version: formatVersion(prefix, 1, id),
  };
  const document = { _id: objectId, ...object, _sync_metadata: metadata };
  const keepNewer = {
    $cond: [{ $gte: ["$_sync_metadata.version", prefix] }, "$$ROOT", { $literal: document }],
  };
  return { updateOne: { filter: { _id: objectId }, update: [{ $replaceWith: keepNewer }], upsert: true } };
}

/** Stores `count` events in a paused job, lets it go, and answers events a second by the ledger's own times. */
async function drainOnce(stand: Stand, batchSize: number, series: string, count: number) {
  const job = await stand.createJob({ batchSize, paused: true });
  await storeRows(stand.db, job, series, 0, count);
  const before = stand.cpu();
  const rate = await timedDrain(stand, job, count);
  const used = perEvent(before, stand.cpu(), count);
  await stand.client.db(job.database).dropDatabase();
  return { ...rate, used };
}

export async function storeRows(
  db: Db,
  job: Job,
  series: string,
  first: number,
  count: number,
): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => rowOf(job, stripeEvent(series, first + index)));
  for (const some of chunks(rows, INSERT_AT_ONCE)) await eventRows(db).insertMany(some, { ordered: false });
}

export async function timedDrain(stand: Stand, job: Job, count: number) {
  const wokenAt = Date.now();
  await stand.resume(job);
  await stand.drained(job);
  const settled = await eventRows(stand.db)
    .aggregate<{ _id: Date; n: number; applied: number }>([
      { $match: { jobId: job.id, settledAt: { $gte: new Date(wokenAt) } } },
      {
        $group: {
          _id: "$settledAt",
          n: { $sum: 1 },
          applied: { $sum: { $cond: [{ $eq: ["$outcome", "applied"] }, 1, 0] } },
        },
      },
      { $sort: { _id: 1 } },
    ])
    .toArray();
  const applied = settled.reduce((sum, one) => sum + one.applied, 0);
  const [first, last] = [settled[0], settled.at(-1)];
  if (!first || !last || applied !== count) throw new Error(`${applied} of ${count} events were applied.`);
  const seconds = (from: number) => (last._id.getTime() - from) / 1000;
  return { steady: (count - first.n) / seconds(first._id.getTime()), whole: count / seconds(wokenAt) };
}
