import { eventRows } from "@sluice/server/events";
import { firstIdAt } from "@sluice/server/platform/ids";
import { fillLedger } from "../ledger-rows.ts";
import type { Options } from "../options.ts";
import { explainAll } from "../plans.ts";
import { LISTS } from "../queries.ts";
import type { Recorder } from "../report.ts";
import { type Job, type Stand, startStand } from "../stand.ts";
import { spread } from "../statistics.ts";
import { COLLECTION } from "../stripe-events.ts";
import { storeRows, timedDrain } from "./drain.ts";

const EVENTS = 20_000;
const SMALL = 1_000;
const BATCH = 500;
const REQUESTS = 60;
const SCAN = /COLLSCAN/;

interface Ledger {
  readonly stand: Stand;
  readonly job: Job;
  readonly rows: number;
}

/** Whether a long past makes the present slower: the drain's rate, the lists, and how each query is run. */
export async function ledger(options: Options, record: Recorder): Promise<void> {
  const small = await openLedger(options, SMALL);
  const large = await openLedger(options, options.rows);
  for (let round = 0; round < options.rounds; round += 1) {
    const [few, many] = [await drainRound(small, round, options), await drainRound(large, round, options)];
    record.add(`drain at ${small.rows.toLocaleString("en")} ledger rows`, "events/s", few);
    record.add(`drain at ${large.rows.toLocaleString("en")} ledger rows`, "events/s", many);
    record.add("drain: large ledger's share of the small one's rate", "", many / few, { least: 0.8 });
  }
  await timeLists(large, record);
  await showPlans(large, record);
  await small.stand.stop();
  await large.stand.stop();
}

async function openLedger(options: Options, rows: number): Promise<Ledger> {
  const stand = await startStand(options, "embedded");
  const job = await stand.createJob({ batchSize: BATCH, paused: true });
  await fillLedger(stand.db, job, rows);
  return { stand, job, rows };
}

/** Leaves the ledger as it was found. */
async function drainRound({ stand, job, rows }: Ledger, round: number, options: Options): Promise<number> {
  const count = Math.round(EVENTS * options.scale);
  const since = firstIdAt("evt", new Date());
  await stand.pause(job);
  await stand.client.db(job.database).dropDatabase();
  await stand.client.db(job.database).createCollection(COLLECTION);
  await storeRows(stand.db, job, `n${rows}r${round}`, 0, count);
  const { steady } = await timedDrain(stand, job, count);
  await eventRows(stand.db).deleteMany({ jobId: job.id, _id: { $gte: since } });
  return steady;
}

/** Through the management API, a page of 50. */
async function timeLists({ stand, job, rows }: Ledger, record: Recorder): Promise<void> {
  for (const [name, filter] of LISTS) {
    const query = new URLSearchParams({ limit: "50", ...filter });
    const route = `/api/workspaces/default/sync-jobs/${job.id}/webhook/events?${query}`;
    const times: number[] = [];
    try {
      for (let request = 0; request < REQUESTS; request += 1) {
        const startedAt = performance.now();
        await stand.api("GET", route);
        times.push(performance.now() - startedAt);
      }
      record.add(`events list at ${rows.toLocaleString("en")} rows, ${name}, p95`, "ms", spread(times).p95);
    } catch (error) {
      record.note(`events list, ${name}: ${error}`);
    }
  }
}

async function showPlans({ stand, job }: Ledger, record: Recorder): Promise<void> {
  const plans = await explainAll(stand, job);
  const scans = plans.filter((plan) => SCAN.test(plan.stages));
  record.add("queries that scan a collection", "", scans.length, { most: 0 });
  record.add("queries that fail", "", plans.filter((plan) => plan.error).length, { most: 0 });
  for (const { query, collection, stages, error } of plans)
    record.note(error ? `${query}: ${error}` : `${query} (${collection}): ${stages}`);
}
