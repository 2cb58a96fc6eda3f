import { ensureEventIndexes, eventRows } from "@sluice/server/events";
import { acknowledged, type Generator, type LoadResult, startGenerator, type Target } from "../load/index.ts";
import type { Options } from "../options.ts";
import { cpuOf, type Program, startProgram } from "../programs.ts";
import type { Recorder } from "../report.ts";
import { rowOf } from "../rows.ts";
import { type Job, type Stand, startStand } from "../stand.ts";
import { quantile } from "../statistics.ts";
import { stripeEvent } from "../stripe-events.ts";

/** Requests of one measurement, by connections. */
const LEVELS = new Map([
  [1, 4_000],
  [16, 16_000],
  [64, 32_000],
]);
const INSERTS = 2_000;
const WARM_UP = 5_000;
const ENOUGH_FOR_A_GENERATOR = 25_000;
const HTTP_ALLOWANCE_MS = 0.6;

interface Place {
  readonly generator: Generator;
  readonly bare: Target;
  readonly floor: Target & { cpu(): Map<string, number> };
  readonly stored: { stand: Stand; job: Job };
  readonly delivering: { stand: Stand; job: Job };
}

/** How fast webhooks are acknowledged, beside a route that only verifies them. */
export async function acknowledge(options: Options, record: Recorder): Promise<void> {
  const generator = startGenerator("ack");
  const bare = await floorProgram("bare");
  const floor = await floorProgram("express");
  const stored = await withJob(await startStand(options, "none"));
  const delivering = await withJob(await startStand(options, "embedded"));
  const target = (program: Program): Target => ({ port: program.port, path: "/webhook" });
  const cpu = () => new Map([["floor", cpuOf(floor.pid)]]);
  const place = { generator, bare: target(bare), floor: { ...target(floor), cpu }, stored, delivering };

  for (const warm of [place.bare, place.floor, stored.job.target, delivering.job.target])
    acknowledged("warm-up", await generator.load(warm, 64, WARM_UP));
  await delivering.stand.drained(delivering.job);
  const inserts = await bareInserts(stored.stand, stored.job);
  for (let round = 0; round < options.rounds; round += 1) await measure(place, inserts, options, record);
  for (const { name, rss, pss } of delivering.stand.memory()) {
    record.add(`memory of the ${name} after the load, RSS`, "MB", rss);
    record.add(`memory of the ${name} after the load, PSS`, "MB", pss);
  }
  generator.close();
  for (const one of [bare, floor, stored.stand, delivering.stand]) await one.stop();
}

const floorProgram = (kind: "bare" | "express") =>
  startProgram({ name: `${kind} floor`, args: [`${import.meta.dirname}/../floor.ts`, kind] });

async function withJob(stand: Stand) {
  return { stand, job: await stand.createJob() };
}

async function measure(
  { generator, bare, floor, stored, delivering }: Place,
  inserts: (count: number) => Promise<number>,
  options: Options,
  record: Recorder,
): Promise<void> {
  const insertP50 = await inserts(Math.round(INSERTS * options.scale));
  record.add("bare journaled insertOne, p50", "ms", insertP50);
  for (const [connections, full] of LEVELS) {
    const count = Math.round(full * options.scale);
    const run = async (name: string, target: Target, processes?: { cpu(): Map<string, number> }) => {
      const before = processes?.cpu();
      const result = acknowledged(name, await generator.load(target, connections, count));
      figures(record, `${name}, ${connections} connections`, result);
      for (const [process, seconds] of (connections === 64 && processes?.cpu()) || []) {
        const used = (seconds - (before?.get(process) ?? 0)) / count;
        record.add(
          `${name}, ${connections} connections, processor time of the ${process}`,
          "µs/req",
          used * 1e6,
        );
      }
      return result;
    };
    if (connections === 64) checkGenerator(record, await run("bare node:http", bare));
    const least = await run("Express floor", floor, floor);
    const ack = await run("acknowledged", stored.job.target, stored.stand);
    const busy = await run("acknowledged while delivering", delivering.job.target, delivering.stand);
    await delivering.stand.drained(delivering.job);
    ratios(record, connections, least, ack, busy);
    if (connections === 1)
      record.add("acknowledged, 1 connection, p50 beyond the bare insert's", "ms", ack.p50 - insertP50, {
        most: HTTP_ALLOWANCE_MS,
      });
  }
}

function figures(record: Recorder, name: string, { perSecond, p50, p95, p99 }: LoadResult): void {
  record.add(name, "req/s", perSecond);
  record.add(`${name}, p50`, "ms", p50);
  record.add(`${name}, p95`, "ms", p95);
  record.add(`${name}, p99`, "ms", p99);
}

function ratios(record: Recorder, connections: number, floor: LoadResult, ack: LoadResult, busy: LoadResult) {
  const of = `of the floor's, ${connections} connections`;
  const isAim = connections === 64;
  record.add(
    `acknowledged: share ${of}`,
    "",
    ack.perSecond / floor.perSecond,
    isAim ? { least: 0.5 } : undefined,
  );
  record.add(`acknowledged: p99 ${of}`, "×", ack.p99 / floor.p99, isAim ? { most: 2 } : undefined);
  record.add(`acknowledged while delivering: share ${of}`, "", busy.perSecond / floor.perSecond);
}

function checkGenerator(record: Recorder, { perSecond }: LoadResult): void {
  if (perSecond < ENOUGH_FOR_A_GENERATOR)
    record.note(
      `the load generator reached only ${Math.round(perSecond)} req/s against bare node:http; other work may have disturbed this round`,
    );
}

/** The p50 of inserting the same rows one after another, with the same indexes and nothing around it. */
async function bareInserts(stand: Stand, job: Job): Promise<(count: number) => Promise<number>> {
  const db = stand.client.db("bare_insert");
  await ensureEventIndexes(db);
  const rows = eventRows(db);
  let next = 0;
  return async (count) => {
    const documents = Array.from({ length: count }, () => rowOf(job, stripeEvent("bare", next++)));
    const times = new Float64Array(count);
    for (const [index, document] of documents.entries()) {
      const startedAt = performance.now();
      await rows.insertOne(document);
      times[index] = performance.now() - startedAt;
    }
    return quantile(times, 0.5);
  };
}
