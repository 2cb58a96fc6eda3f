import { setTimeout as sleep } from "node:timers/promises";
import { eventRows } from "@sluice/server/events";
import { openLoop } from "../load/open-loop.ts";
import type { Options } from "../options.ts";
import type { Recorder } from "../report.ts";
import { countRuns } from "../runs.ts";
import { type EngineKind, type Job, type Stand, startStand } from "../stand.ts";
import { spread } from "../statistics.ts";
import { COLLECTION, stripeEvent } from "../stripe-events.ts";

const PER_SECOND = 50;
const SECONDS = 20;
const WARM_UP_SECONDS = 3;
/** One document in so many is watched in the destination itself. */
const WATCH_EVERY = 10;
const WATCH_MS = 10_000;
const AIMS = { embedded: { p50: 10, p95: 30 }, inngest: { p50: 30, p95: undefined } } as const;

type Engine = keyof typeof AIMS;

interface Bench {
  readonly engine: Engine;
  readonly stand: Stand;
  readonly job: Job;
  /** Index of the next event. */
  next: number;
}

/** From the sending of a webhook to its document, under steady traffic; and what the engine did for it. */
export async function latency(options: Options, record: Recorder): Promise<void> {
  const engines: Engine[] = options.inngest ? ["embedded", "inngest"] : ["embedded"];
  if (engines.length === 1) record.note("no real Inngest server: INNGEST_BIN is not set");
  const benches: Bench[] = [];
  for (const engine of engines) benches.push(await open(options, engine));
  for (let round = 0; round < options.rounds; round += 1)
    for (const bench of benches) await measure(bench, Math.max(5, SECONDS * options.scale), record);
  for (const { engine, stand } of benches) {
    for (const { name, rss } of stand.memory())
      record.add(`${engine}: memory of the ${name}, RSS`, "MB", rss);
    await stand.stop();
  }
}

async function open(options: Options, engine: Engine & EngineKind): Promise<Bench> {
  const stand = await startStand(options, engine);
  const bench = { engine, stand, job: await stand.createJob(), next: 0 };
  await send(bench, WARM_UP_SECONDS);
  return bench;
}

async function measure(bench: Bench, seconds: number, record: Recorder): Promise<void> {
  const { engine, stand, job } = bench;
  // The lane is at rest and the run of the last round has ended.
  await sleep(4_000);
  const from = new Date();
  const sent = await send(bench, seconds);
  await stand.drained(job);
  const { ledger, acks } = await ledgerTimes(stand, job, sent.sentAt, sent.acks);
  const aims = AIMS[engine];
  const name = `${engine}: webhook to document at ${PER_SECOND}/s`;
  record.add(`${name}, p50`, "ms", ledger.p50, { most: aims.p50 });
  record.add(`${name}, p95`, "ms", ledger.p95, aims.p95 ? { most: aims.p95 } : undefined);
  record.add(`${name}, p99`, "ms", ledger.p99);
  const watched = spread(sent.watched);
  record.add(`${name}, seen in the destination, p50`, "ms", watched.p50);
  record.add(`${name}, seen in the destination, p95`, "ms", watched.p95);
  record.add(`${engine}: acknowledgement at ${PER_SECOND}/s, p50`, "ms", acks.p50);
  const { signals, runs } = await countRuns(engine, stand, from);
  const thousands = sent.sentAt.size / 1000;
  record.add(`${engine}: signals per 1,000 events`, "", signals / thousands, { most: 5 });
  record.add(`${engine}: runs per 1,000 events`, "", runs / thousands);
}

/** Sends a steady stream; answers when each event was due to be sent, and its acknowledgement's latency. */
async function send(bench: Bench, seconds: number) {
  const { stand, job } = bench;
  const documents = stand.client.db(job.database).collection<{ _id: string }>(COLLECTION);
  const watches: Promise<number>[] = [];
  const count = PER_SECOND * seconds;
  const events = Array.from({ length: count }, (_, index) => stripeEvent("lat", bench.next + index));
  bench.next += count;

  const watch = async (index: number, sentAt: number) => {
    const { id, objectId } = events[index]!;
    const filter = { _id: objectId, "_sync_metadata.eventId": id };
    while (performance.now() - sentAt < WATCH_MS) {
      if (await documents.findOne(filter, { projection: { _id: 1 } })) return performance.now() - sentAt;
      await sleep(1);
    }
    throw new Error(`The document of ${id} did not appear within ${WATCH_MS / 1000} s.`);
  };
  const { sentAt, acks } = await openLoop(job.target, events, PER_SECOND, (index, at) => {
    if (index % WATCH_EVERY === 0) watches.push(watch(index, at));
  });
  return { sentAt, acks, watched: await Promise.all(watches) };
}

/** By the ledger's `settledAt`, which is taken after the destination's write and cut to the millisecond: one is added. */
async function ledgerTimes(
  stand: Stand,
  job: Job,
  sentAt: ReadonlyMap<string, number>,
  acks: readonly number[],
) {
  const rows = await eventRows(stand.db)
    .find(
      { jobId: job.id, dedupeKey: { $in: [...sentAt.keys()].map((id) => `${job.id}:${id}`) } },
      { projection: { providerEventId: 1, settledAt: 1 } },
    )
    .toArray();
  const times = rows.flatMap(({ providerEventId, settledAt }) =>
    settledAt ? [settledAt.getTime() + 1 - (sentAt.get(providerEventId) as number)] : [],
  );
  if (times.length !== sentAt.size) throw new Error(`${times.length} of ${sentAt.size} events were settled.`);
  return { ledger: spread(times), acks: spread(acks) };
}
