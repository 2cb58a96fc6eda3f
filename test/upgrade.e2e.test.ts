import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { EventSummary, ReplayResult } from "@sluice/shared/events";
import { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";
import { MongoClient } from "mongodb";
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { SCHEMA_VERSION } from "../server/src/platform/migrations/index.ts";
import { startMongo } from "../server/src/testing/index.ts";
import { restore } from "./support/dump.ts";
import { customer, documentOf, jobRoute, settled, stripeEvent, sync } from "./support/events.ts";
import { startStack, type TestJob } from "./support/stack.ts";
import { acknowledged } from "./support/stripe-sender.ts";

const SOON_MS = 30_000;
const HOUR_MS = 3_600_000;
const FIXTURES = path.join(import.meta.dirname, "fixtures/upgrade");
const versions = readdirSync(FIXTURES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const Events = z.object({ data: z.array(EventSummary) });

interface About {
  encryptionKey: string;
  adminKey: string;
  database: string;
  jobs: Record<"live" | "paused", TestJob>;
  customer: string;
}

test.each(versions.map(({ name }) => name))(
  "what release %s left behind goes on working",
  async (version) => {
    const file = (name: string) => path.join(FIXTURES, version, name);
    const about = JSON.parse(readFileSync(file("about.json"), "utf8")) as About;
    const mongo = await startMongo();
    onTestFinished(mongo.stop);
    const client = await MongoClient.connect(mongo.uri);
    onTestFinished(() => client.close());
    await restore(client.db("sluice"), file("ledger.ndjson"));
    await restore(client.db(about.database), file("destination.ndjson"));
    // Started within the day in which both secrets of a rotation are valid, however long ago that was.
    await client
      .db("sluice")
      .collection("sync_jobs")
      .updateMany(
        {},
        { $set: { "secrets.$[replaced].expiresAt": new Date(Date.now() + HOUR_MS) } },
        { arrayFilters: [{ "replaced.expiresAt": { $exists: true } }] },
      );
    // And kept as it is, however long ago that was.
    const kept = { bodyDays: 3650, rowDays: 3650, executionDays: 3650 };
    await client
      .db("sluice")
      .collection<{ _id: string }>("retention_settings")
      .replaceOne({ _id: "default" }, { workspaceId: "default", ...kept }, { upsert: true });
    const rows = (jobId: string) =>
      client.db("sluice").collection("webhook_events").countDocuments({ jobId });

    const stack = await startStack({
      mongodbUri: mongo.uri,
      env: { SLUICE_ENCRYPTION_KEY: about.encryptionKey, SLUICE_ADMIN_API_KEY: about.adminKey },
    });
    onTestFinished(stack.stop);
    const here = (job: TestJob): TestJob => ({ ...job, url: `${stack.url}${new URL(job.url).pathname}` });
    const [live, paused] = [here(about.jobs.live), here(about.jobs.paused)];
    expect(
      await stack.ledger().collection<{ _id: string }>("platform_status").findOne({ _id: "schema_version" }),
    ).toMatchObject({ version: SCHEMA_VERSION });

    expect(
      await stack.ledger().collection<{ _id: string }>("database_owners").findOne({ _id: about.database }),
    ).toMatchObject({ workspaceId: "default" });

    // Nothing is lost, nothing is shown otherwise than the contract says.
    const events = async (query: string) => (await stack.call(Events, "GET", `/api/v1/events?${query}`)).data;
    const stored = await rows(live.id);
    expect(await events(`jobId=${live.id}&limit=200`)).toHaveLength(stored);
    expect(await events(`jobId=${paused.id}&limit=200`)).toHaveLength(await rows(paused.id));
    expect((await events(`q=${about.customer}&limit=200`)).length).toBeGreaterThan(3);
    const [failed] = await events(`jobId=${live.id}&status=failed`);
    const [first] = (await events(`jobId=${live.id}&type=customer.created&limit=200`)).slice(-1);
    expect((await stack.call(SyncJob, "GET", jobRoute(live))).secrets).toHaveLength(2);
    const stats = await stack.call(SyncJobStats, "GET", `${jobRoute(live)}/webhook/stats`);
    expect(stats).toMatchObject({ totalEvents: stored, failed: 1 });
    for (const list of ["webhook/rejected", "executions"])
      expect((await stack.api("GET", `${jobRoute(live)}/${list}`)).body).toMatchObject({
        data: expect.arrayContaining([expect.objectContaining({ id: expect.any(String) })]),
      });

    // The secrets of before open, both of a rotation; a repeat is known; a replay has its origin's place.
    expect(await sync(stack, live, stripeEvent("customer.created", customer()))).toMatchObject({
      outcome: "applied",
    });
    expect(
      await acknowledged(
        { ...live, secret: "whsec_second" },
        { ...bodyOf(first!), type: "customer.created" },
      ),
    ).toMatchObject({ status: "duplicate", id: first?.id });
    const replay = await stack.call(ReplayResult, "POST", `/api/v1/events/${first?.id}/replay`);
    expect(await settled(stack, replay.id)).toMatchObject({ outcome: "superseded" });
    expect(await documentOf(stack, live, "live_customers", about.customer)).toMatchObject({
      name: "Ada Lovelace",
    });
    const retried = await stack.api("POST", `${jobRoute(live)}/webhook/retry-failed`, {
      eventIds: [failed?.id],
    });
    expect(retried.body).toEqual({ retried: 1 });
    await stack.until("it has failed again", SOON_MS, async () => {
      const [again] = await events(`jobId=${live.id}&status=failed`);
      return again?.id === failed?.id && again?.settledAt !== failed?.settledAt;
    });

    // What was waiting in a paused job is done when it is resumed.
    await stack.api("PATCH", jobRoute(paused), { paused: false });
    await stack.until("what was waiting is processed", SOON_MS, async () => {
      const waiting = await events(`jobId=${paused.id}&limit=200`);
      return waiting.filter((event) => event.outcome === "applied").length === 3;
    });
    expect(await stack.destination(about.database).collection("paused_customers").countDocuments()).toBe(3);
  },
);

/** Enough of a stored event to be taken for it: the provider's id decides. */
const bodyOf = ({ providerEventId, objectId }: EventSummary) => ({
  ...stripeEvent("customer.created", { id: objectId, object: "customer" }),
  id: providerEventId,
});
