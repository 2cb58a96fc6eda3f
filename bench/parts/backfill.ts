import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { SyncRun } from "@sluice/shared/runs";
import type { Document } from "mongodb";
import { type LocalStripe, startStripe } from "../../test/providers/stripe.ts";
import type { Options } from "../options.ts";
import type { Recorder } from "../report.ts";
import { type Stand, startStand } from "../stand.ts";

const OBJECTS = 50_000;
const BATCH = 500;
const POLL_MS = 200;
const JOBS = "/api/workspaces/default/sync-jobs";

/** How fast a provider's lists become documents, beside the same documents written bare. */
export async function backfill(options: Options, record: Recorder): Promise<void> {
  const stripe = await startStripe({ skewMs: 0, key: "sk_test_benchmark" });
  const count = Math.round(OBJECTS * options.scale);
  stripe.fill({ customers: count });
  const stand = await startStand(options, "embedded", { SLUICE_STRIPE_API: stripe.url });
  // The first run also pays for what is compiled and connected.
  await pulled(stand, stripe, record, undefined);
  for (let round = 0; round < options.rounds; round += 1) {
    const floor = await bare(stand, stripe);
    record.add("bare journaled bulk writes of the documents", "objects/s", count / floor);
    await pulled(stand, stripe, record, floor);
  }
  await stand.stop();
  await stripe.stop();
}

/** Seconds that it takes to write all documents, as a script would. */
async function bare(stand: Stand, stripe: LocalStripe): Promise<number> {
  const db = stand.client.db(`floor_${randomBytes(4).toString("hex")}`);
  const objects = [...(stripe.state().get("customers")?.values() ?? [])];
  const startedAt = performance.now();
  for (let at = 0; at < objects.length; at += BATCH)
    await db.collection<Document & { _id: string }>("customers").bulkWrite(
      objects.slice(at, at + BATCH).map((object) => ({
        replaceOne: { filter: { _id: String(object.id) }, replacement: { ...object }, upsert: true },
      })),
      { ordered: false },
    );
  const seconds = (performance.now() - startedAt) / 1000;
  await db.dropDatabase();
  return seconds;
}

async function pulled(
  stand: Stand,
  stripe: LocalStripe,
  record: Recorder,
  floor: number | undefined,
): Promise<void> {
  const database = `bench_${randomBytes(4).toString("hex")}`;
  const job = await stand.api<{ id: string }>("POST", JOBS, {
    name: database,
    type: "scheduled",
    source: { connector: "stripe", apiKey: stripe.key },
    destination: { database },
    schedule: { cron: "0 0 1 1 *", entities: ["customers"] },
  });
  const before = rssOf(stand);
  const { id } = await stand.api<SyncRun>("POST", `${JOBS}/${job.id}/run`, { kind: "backfill" });
  let run: SyncRun;
  let most = before;
  do {
    await sleep(POLL_MS);
    most = Math.max(most, rssOf(stand));
    run = await stand.api<SyncRun>("GET", `${JOBS}/${job.id}/runs/${id}`);
  } while (!run.finishedAt);
  if (run.status !== "completed") throw new Error(`The backfill ${run.status}: ${run.error}`);
  const stored = await stand.client.db(database).collection("customers").countDocuments();
  if (stored !== run.progress.objects) throw new Error(`${stored} of ${run.progress.objects} were written`);
  await stand.client.db(database).dropDatabase();
  if (floor === undefined) return;
  const seconds = (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
  record.add("backfill, from the request to the last checkpoint", "objects/s", stored / seconds);
  record.add("backfill, times the bare writes", "×", seconds / floor);
  record.add("memory of the worker at most during it, RSS", "MB", most);
  record.add("memory of the worker gained during it, RSS", "MB", most - before);
}

const rssOf = (stand: Stand): number => stand.memory().find(({ name }) => name === "worker")?.rss ?? 0;
