import type { ReapplyPreview } from "@sluice/shared/reapply";
import type { SyncRun } from "@sluice/shared/runs";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import type { Db } from "mongodb";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { eventRows } from "../events/index.ts";
import { customerEvent, sender } from "../events/receive-testing.ts";
import { advanceRun } from "../runs/index.ts";
import { jobRepo, laneOf, syncLanes } from "../sync-jobs/index.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { advanceReapply } from "./index.ts";

let app: TestApp;
let db: Db;
const DATABASE = `reapply_test_${process.pid}`;
const T = 1_750_000_000;
const { createJob, post } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TIME_SCALE: "0.1" });
  db = app.services.client.db(DATABASE);
});
afterAll(async () => {
  await db.dropDatabase();
  await app.close();
});

let serial = 0;
const newJob = (more: object = {}) => {
  serial += 1;
  return createJob({}, { destination: { database: DATABASE, collectionPrefix: `j${serial}_` }, ...more });
};
const route = (job: SyncJob) => `/api/workspaces/default/sync-jobs/${job.id}`;
const event = (id: string, seconds: number, fields: object, type = "customer.updated") =>
  customerEvent({ type, created: T + seconds, data: { object: { id, object: "customer", ...fields } } });

/** Received and worked on as the worker does it. */
async function send(job: SyncJob, ...payloads: object[]): Promise<string[]> {
  const { ctx, lanes } = app.services;
  const ids: string[] = [];
  for (const payload of payloads) ids.push((await post(job, JSON.stringify(payload))).body.id);
  const rows = await eventRows(ctx.db)
    .find({ _id: { $in: ids }, status: "pending" })
    .toArray();
  const work = await syncLanes(ctx, app.services)(laneOf(job.id), "exe_1");
  await lanes.rows.settle((await work?.work(rows.map((row) => ({ ...row, attempts: 1 })))) ?? []);
  return ids;
}
const documents = async (job: SyncJob) =>
  db.collection(`${job.destination.collectionPrefix}customers`).find().sort({ _id: 1 }).toArray();
const change = async (job: SyncJob, body: object) =>
  expect((await app.api("PATCH", route(job), body)).status).toBe(200);

async function start(job: SyncJob): Promise<string> {
  const { status, body } = await app.api("POST", `${route(job)}/transform/reapply`);
  expect(status).toBe(201);
  return (body as SyncRun).id;
}
const advance = (id: string, kinds = { reapply: advanceReapply }) =>
  advanceRun(app.services.ctx, { ...app.services, jobOf: jobRepo(app.services.ctx.db).findById }, kinds, id);
async function finished(job: SyncJob, id: string): Promise<SyncRun> {
  for (let step = 0; step < 100; step += 1) if ((await advance(id)).next === "end") break;
  return (await app.api("GET", `${route(job)}/runs/${id}`)).body;
}

test("the newest event of each object is written by the new transformation, and nothing newer is touched", async () => {
  const job = await newJob();
  await send(
    job,
    event("cus_a", 5, { name: "A", email: "a@example.com" }),
    event("cus_a", 1, { name: "old", email: "old@example.com" }),
    event("cus_b", 2, { name: "B", email: "b@example.com" }),
    event("cus_gone", 1, { name: "G" }),
    event("cus_gone", 3, { name: "G" }, "customer.deleted"),
  );
  await change(job, { transform: { operations: [{ op: "drop", paths: ["email"] }] } });
  const preview = (await app.api("GET", `${route(job)}/transform/reapply`)).body as ReapplyPreview;
  expect(preview).toEqual({ events: { count: 5 }, withoutBody: { count: 0 }, revision: 1 });
  const collection = db.collection<{ _id: string }>(`${job.destination.collectionPrefix}customers`);
  // A snapshot that is newer than every event, as a repair leaves it.
  const newer = `${(T + 50) * 1_000_000}00`.padStart(18, "0");
  await collection.updateOne(
    { _id: "cus_b" },
    { $set: { "_sync_metadata.version": `${newer}01snapshot_1.000` } },
  );
  const run = await finished(job, await start(job));
  expect(run).toMatchObject({ status: "completed", progress: { objects: 5 } });
  const [a, b, ...rest] = await documents(job);
  expect(rest).toEqual([]);
  expect(a).toMatchObject({
    _id: "cus_a",
    name: "A",
    _sync_metadata: { version: expect.stringMatching(/\.001$/) },
  });
  expect(a?.email).toBeUndefined();
  expect(b).toMatchObject({ email: "b@example.com" });
  const again = await finished(job, await start(job));
  expect(again.counts.applied ?? 0).toBe(0);
});

test("what was filtered comes in when the filter lets it, and what it would not let in stays", async () => {
  const filter = (value: string) => ({ path: "$.object.status", operator: "equals", value });
  const job = await newJob({ filter: filter("active") });
  await send(job, event("cus_in", 1, { status: "active" }), event("cus_out", 1, { status: "idle" }));
  expect((await documents(job)).map(({ _id }) => _id)).toEqual(["cus_in"]);
  await change(job, { filter: filter("idle") });
  const run = await finished(job, await start(job));
  expect(run.counts).toMatchObject({ applied: 1, left_out: 1 });
  expect((await documents(job)).map(({ _id }) => _id)).toEqual(["cus_in", "cus_out"]);
});

test("objects whose bodies are gone are counted, failures are told, and the others go on", async () => {
  const job = await newJob();
  const ids = await send(
    job,
    event("cus_gone", 1, { name: "x" }),
    event("cus_two", 1, { name: "x" }),
    event("cus_two", 2, { name: "y" }),
    event("cus_bad", 1, {}),
  );
  const strip = { $unset: { body: "", headers: "" }, $set: { strippedAt: new Date() } } as const;
  await eventRows(app.services.ctx.db).updateMany({ _id: { $in: ids.slice(0, 2) } }, strip);
  const javascript = "export default (d) => ({ id: d.id, name: d.name.toUpperCase() })";
  await change(job, { transform: { javascript } });
  const run = await finished(job, await start(job));
  expect(run.counts).toMatchObject({ not_possible: 1, applied: 1, failed: 1 });
  expect(run.failures).toMatchObject([{ id: "cus_bad", code: "transform_failed" }]);
  expect((await documents(job)).find(({ _id }) => String(_id) === "cus_two")).toMatchObject({ name: "Y" });
});

test("a page that is worked on twice, and a worker that dies after its effects, change nothing more", async () => {
  const job = await newJob();
  await send(
    job,
    ...Array.from({ length: 130 }, (_, index) => event(`cus_${index}`, 1, { name: "n", email: "e" })),
  );
  await change(job, { transform: { operations: [{ op: "drop", paths: ["email"] }] } });
  const id = await start(job);
  let deaths = 0;
  await advance(id, {
    reapply: async (...input) => {
      await advanceReapply(...input);
      deaths += 1;
      if (deaths === 1) throw new Error("killed after its effects");
      return advanceReapply(...input);
    },
  });
  const run = await finished(job, id).then(async (first) => {
    if (first.status === "completed") return first;
    await app.api("POST", `${route(job)}/runs/${id}/resume`);
    return finished(job, id);
  });
  expect(run).toMatchObject({ status: "completed", progress: { objects: 130, pages: 2 } });
  const found = await documents(job);
  expect(found).toHaveLength(130);
  for (const { email, _sync_metadata } of found) {
    expect(email).toBeUndefined();
    expect(_sync_metadata.version).toMatch(/\.001$/);
  }
});

test("a transformation that is changed meanwhile ends the run, one at a time runs, and it can be cancelled", async () => {
  const job = await newJob({ transform: { operations: [{ op: "drop", paths: ["email"] }] } });
  await send(job, event("cus_1", 1, { email: "e" }));
  const id = await start(job);
  expect((await app.api("POST", `${route(job)}/transform/reapply`)).status).toBe(409);
  await change(job, { transform: { operations: [{ op: "drop", paths: ["name"] }] } });
  expect(await finished(job, id)).toMatchObject({
    status: "failed",
    error: expect.stringContaining("start again"),
  });
  const other = await start(job);
  expect((await app.api("POST", `${route(job)}/runs/${other}/cancel`)).status).toBe(200);
  expect(await finished(job, other)).toMatchObject({ status: "cancelled", counts: {} });
});
