import type { RetentionPreview, RetentionSettings, UpdateRetention } from "@sluice/shared/retention";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { type EventRow, eventRows } from "../events/index.ts";
import { firstIdAt } from "../platform/ids.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { cleanUp } from "./index.ts";
import { daysAgo, oldRow } from "./retention-testing.ts";

const JOBS = "/api/workspaces/default/sync-jobs";
const PATH = "/api/v1/retention";
const DEFAULTS = { bodyDays: 30, rowDays: 400, executionDays: 30 };
const NOTHING_OWN = { bodyDays: null, rowDays: null, executionDays: null };
let app: TestApp;
let job: SyncJob;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
});
afterAll(() => app.close());
beforeEach(async () => {
  job = (
    await app.api("POST", JOBS, {
      name: "Retention",
      source: { connector: "stripe" },
      destination: { database: "retention_test" },
    })
  ).body;
  return async () => {
    await app.api("PATCH", PATH, { bodyDays: null, rowDays: null, executionDays: null });
    await app.api("DELETE", `${JOBS}/${job.id}`);
    await clean();
  };
});

const rows = () => eventRows(app.services.ctx.db);
const find = (id: string) => rows().findOne({ _id: id });
const has = async (id: string) => {
  const row = await find(id);
  return row ? (row.body ? "body" : "row") : "nothing";
};
async function clean() {
  const { ctx, lanes } = app.services;
  const total = { stripped: 0, removed: 0 };
  for (let from: string | undefined = ""; from !== undefined; ) {
    const piece: Awaited<ReturnType<typeof cleanUp>> = await cleanUp(ctx, lanes.lanes, from);
    total.stripped += piece.stripped;
    total.removed += piece.removed;
    from = piece.next;
  }
  return total;
}
const set = (change: UpdateRetention) => app.api("PATCH", PATH, change);
const preview = async (change: UpdateRetention = {}): Promise<RetentionPreview> =>
  (await app.api("POST", `${PATH}/preview`, change)).body;

test("bodies go after 30 days, rows after 400, what is not settled stays", async () => {
  const young = await oldRow(app, job, 29);
  const old = await oldRow(app, job, 31);
  const filtered = await oldRow(app, job, 31, { status: "filtered" });
  const failed = await oldRow(app, job, 500, { status: "failed" });
  const ancient = await oldRow(app, job, 401);
  expect(await clean()).toEqual({ stripped: 3, removed: 1 });
  expect(await Promise.all([young, old, filtered, failed, ancient].map(has))).toEqual([
    "body",
    "row",
    "row",
    "body",
    "nothing",
  ]);
  expect(await find(old)).toMatchObject({
    providerEventId: expect.any(String),
    dedupeKey: expect.any(String),
    strippedAt: expect.any(Date),
  });
  expect(await find(old)).not.toHaveProperty("headers");
  expect(await clean()).toEqual({ stripped: 0, removed: 0 });
});

test.each<EventRow["status"]>(["failed", "waiting", "pending"])(
  "an old row that is %s when retention passes loses its body once it is processed",
  async (status) => {
    const id = await oldRow(app, job, 40, { status });
    await oldRow(app, job, 35);
    await clean();
    await clean();
    expect(await has(id)).toBe("body");
    await rows().updateOne({ _id: id }, { $set: { status: "processed" } });
    expect(await clean()).toEqual({ stripped: 1, removed: 0 });
    expect(await has(id)).toBe("row");
    expect(await find(id)).not.toHaveProperty("held");
  },
);

test("held rows that are settled are found by their index, however many others there are", async () => {
  await oldRow(app, job, 40, { status: "failed" });
  await clean();
  const plan = await rows()
    .find({
      jobId: job.id,
      held: true,
      status: { $in: ["processed", "filtered"] },
      _id: { $lt: firstIdAt("evt", new Date()) },
    })
    .explain("queryPlanner");
  expect(JSON.stringify(plan)).toContain('"indexName":"held"');
});

test("more rows than one piece takes are all removed", async () => {
  const template = await find(await oldRow(app, job, 450));
  await rows().insertMany(
    Array.from({ length: 2_300 }, (_, index) => ({
      ...(template as EventRow),
      _id: `${firstIdAt("evt", daysAgo(420)).slice(0, -16)}${String(index).padStart(16, "0")}`,
      dedupeKey: `${job.id}:many_${index}`,
    })),
  );
  expect(await preview()).toMatchObject({
    rows: { count: 2_301, atLeast: false, oldest: template?.receivedAt.toISOString() },
    bodies: { count: 2_301, oldest: template?.receivedAt.toISOString() },
  });
  expect(await clean()).toEqual({ stripped: 2_301, removed: 2_301 });
});

test("a workspace sets its own times, a job goes before it, null inherits again", async () => {
  const read = async (): Promise<RetentionSettings> => (await app.api("GET", PATH)).body;
  expect(await read()).toEqual({
    defaults: DEFAULTS,
    workspace: { own: NOTHING_OWN, effective: DEFAULTS },
    jobs: [],
  });
  await set({ bodyDays: 10, executionDays: 5 });
  const { status, body } = await set({ jobId: job.id, bodyDays: 50, rowDays: 60 });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    workspace: {
      own: { ...NOTHING_OWN, bodyDays: 10, executionDays: 5 },
      effective: { ...DEFAULTS, bodyDays: 10, executionDays: 5 },
    },
    jobs: [
      {
        jobId: job.id,
        name: "Retention",
        own: { bodyDays: 50, rowDays: 60, executionDays: null },
        effective: { bodyDays: 50, rowDays: 60, executionDays: 5 },
      },
    ],
  });
  const [inside, outside] = [await oldRow(app, job, 49), await oldRow(app, job, 61)];
  await clean();
  expect([await has(inside), await has(outside)]).toEqual(["body", "nothing"]);

  await set({ jobId: job.id, bodyDays: null, rowDays: null });
  expect((await read()).jobs[0]?.effective).toEqual({ ...DEFAULTS, bodyDays: 10, executionDays: 5 });
  expect(await preview()).toMatchObject({ bodies: { count: 1, atLeast: false }, rows: { count: 0 } });
  expect(await preview({ bodyDays: 50 })).toMatchObject({ bodies: { count: 0, oldest: null }, jobs: 1 });
  expect(await clean()).toEqual({ stripped: 1, removed: 0 });

  const audited: { data: unknown[] } = (await app.api("GET", "/api/v1/audit")).body;
  expect(audited.data).toContainEqual(
    expect.objectContaining({
      action: "retention.changed",
      target: job.id,
      details: { bodyDays: 50, rowDays: 60 },
    }),
  );
});

test("rows may not go before their bodies, nor a time be senseless, nor a job be another's", async () => {
  expect((await set({ rowDays: 20 })).status).toBe(422);
  expect((await set({ bodyDays: 10, rowDays: 20 })).status).toBe(200);
  expect((await set({ bodyDays: 0 })).status).toBe(400);
  expect((await set({ jobId: "job_00000000000000000000000000", bodyDays: 3 })).status).toBe(404);
});

test("refused requests and runs go by the same settings", async () => {
  const { db } = app.services.ctx;
  const rejected = (days: number) => ({
    _id: `${firstIdAt("rej", daysAgo(days)).slice(0, -16)}${"1".repeat(16)}`,
    jobId: job.id,
    workspaceId: job.workspaceId,
  });
  const ids = db.collection<{ _id: string; jobId: string }>("rejected_requests");
  const runs = db.collection<{ _id: string; jobId: string; updatedAt: Date }>("job_executions");
  await ids.insertMany([rejected(9), rejected(11)]);
  await runs.insertMany([
    { _id: "run_1", jobId: job.id, updatedAt: daysAgo(2) },
    { _id: "run_2", jobId: job.id, updatedAt: daysAgo(4) },
  ]);
  await set({ bodyDays: 10, executionDays: 3 });
  await clean();
  expect(await ids.countDocuments({ jobId: job.id })).toBe(1);
  expect((await runs.find({ jobId: job.id }).toArray()).map((run) => run._id)).toEqual(["run_1"]);
});

test("a removed job leaves nothing", async () => {
  const { db } = app.services.ctx;
  await oldRow(app, job, 1, { status: "failed" });
  await db.collection("job_executions").insertOne({ jobId: job.id, updatedAt: new Date() });
  await db.collection<{ _id: string }>("rejected_requests").insertOne({
    _id: `${firstIdAt("rej", new Date()).slice(0, -1)}1`,
    jobId: job.id,
  } as { _id: string });
  await set({ jobId: job.id, bodyDays: 3 });
  await app.api("DELETE", `${JOBS}/${job.id}`);
  await clean();
  for (const name of ["webhook_events", "job_executions", "rejected_requests"])
    expect(await db.collection(name).countDocuments({ jobId: job.id })).toBe(0);
  for (const name of ["sync_jobs", "retention_settings", "lanes"])
    expect(
      await db.collection<{ _id: string }>(name).countDocuments({ _id: { $in: [job.id, `sync:${job.id}`] } }),
    ).toBe(0);
});
