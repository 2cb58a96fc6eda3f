import type { BulkOperation, BulkPreview } from "@sluice/shared/bulk";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { type EventRow, eventRows, failureTerms } from "../events/index.ts";
import { customerEvent, sender } from "../events/receive-testing.ts";
import { eventSource } from "../sync-jobs/index.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { bulkNext, resendBulk } from "./index.ts";
import type { BulkDoc } from "./repo.ts";

let app: TestApp;
let job: SyncJob;
const { createJob, post } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TIME_SCALE: "0.1" });
});
beforeEach(async () => {
  job = await createJob();
});
afterAll(() => app.close());

const rows = () => eventRows(app.services.ctx.db);
const operations = () => app.services.ctx.db.collection<BulkDoc>("bulk_operations");
const deps = () => ({ ...app.services, ...eventSource(app.services.ctx) });
const next = (id: string) => bulkNext(app.services.ctx, deps(), id);
const read = async (id: string): Promise<BulkOperation> =>
  (await app.api("GET", `/api/v1/bulk-operations/${id}`)).body;
async function start(kind: "retry" | "replay", body: object): Promise<BulkOperation> {
  const answer = await app.api("POST", `/api/v1/events/${kind}`, body);
  expect(answer.status).toBe(202);
  return answer.body;
}
async function finish(id: string): Promise<BulkOperation> {
  while (await next(id));
  return read(id);
}
const preview = async (body: object): Promise<BulkPreview> =>
  (await app.api("POST", "/api/v1/bulk-operations/preview", body)).body;

const error = { code: "validation", message: "no", group: "validation~0" };

/** `count` events of the job, oldest first, every tenth of them failed. */
async function given(
  count: number,
  over: (index: number) => Partial<EventRow> = () => ({}),
): Promise<EventRow[]> {
  const { body } = await post(job, JSON.stringify(customerEvent()));
  const first = (await rows().findOne({ _id: body.id })) as EventRow;
  const all = Array.from(
    { length: count },
    (_, index): EventRow => ({
      ...first,
      _id: `${first._id.slice(0, -5)}${String(index).padStart(5, "0")}`,
      dedupeKey: `${job.id}:many_${index}`,
      status: index % 10 === 3 ? "failed" : "processed",
      ...(index % 10 === 3 && {
        error,
        attempts: 8,
        terms: [...first.terms, ...failureTerms(first.type, error)],
      }),
      ...over(index),
    }),
  );
  await rows().deleteOne({ _id: first._id });
  for (let at = 0; at < count; at += 500) await rows().insertMany(all.slice(at, at + 500));
  await app.services.rollups.mark(job.id, [first.receivedAt]);
  await new Promise((resolve) => setTimeout(resolve, 2));
  return all;
}
const replaysOf = (id: string) =>
  rows()
    .find({ bulkId: id, replayOf: { $exists: true } })
    .toArray();
const filter = () => ({ jobId: job.id });

test("a replay by filter repeats each event once; what comes later is not included", async () => {
  const events = await given(450);
  const started = await start("replay", { filter: filter() });
  expect(started).toMatchObject({
    kind: "replay",
    status: "pending",
    total: { count: 450 },
    filter: { jobId: [job.id], to: started.startedAt },
    startedBy: { kind: "key" },
  });
  expect(app.sent.at(-1)).toEqual({ name: "events/replay-requested", data: { bulkId: started.id } });
  await post(job, JSON.stringify(customerEvent()));

  expect(await finish(started.id)).toMatchObject({ status: "done", done: 450, skipped: 0, failed: 0 });
  const made = await replaysOf(started.id);
  expect(made.map((row) => row.replayOf).sort()).toEqual(events.map((row) => row._id));
  expect(made[0]).toMatchObject({ status: "pending", attempts: 0, replayDepth: 1 });
  expect(made[0]).not.toHaveProperty("dedupeKey");
  expect(made.every((row) => row._id > (events.at(-1)?._id ?? ""))).toBe(true);
  const { data } = (await app.api("GET", `/api/v1/audit?target=${started.id}`)).body as {
    data: Array<{ action: string }>;
  };
  expect(data.map(({ action }) => action)).toEqual(["events.replay_started"]);
});

test("a chunk that is worked on twice, as after a death before its checkpoint, replays and counts each once", async () => {
  const events = await given(300);
  const { id } = await start("replay", { filter: filter() });
  const before = (await operations().findOne({ _id: id })) as BulkDoc;
  await finish(id);
  const ids = events.slice(0, 200).map((row) => row._id);
  const made = await rows()
    .find({ bulkId: id, replayOf: { $in: ids } })
    .toArray();
  const chunk = { ids, end: ids.at(-1) as string, at: made[0]?.receivedAt as Date };
  await operations().replaceOne({ _id: id }, { ...before, status: "running", chunk });
  await rows().deleteMany({ bulkId: id, replayOf: { $nin: ids } });
  expect(await finish(id)).toMatchObject({ status: "done", done: 300, skipped: 0, failed: 0 });
  expect(await replaysOf(id)).toHaveLength(300);
});

test("two workers at once replay and count each once", async () => {
  await given(900);
  const { id } = await start("replay", { filter: filter() });
  await Promise.all([finish(id), finish(id), finish(id)]);
  expect(await read(id)).toMatchObject({
    status: "done",
    done: 900,
    skipped: 0,
    failed: 0,
    total: { count: 900 },
  });
  const made = await replaysOf(id);
  expect(made).toHaveLength(900);
  expect(new Set(made.map((row) => row.replayOf)).size).toBe(900);
});

test("a retry takes failed events only, each once, however often its chunk is run", async () => {
  const events = await given(60);
  const failed = events.filter((row) => row.status === "failed").map((row) => row._id);
  const { id, total } = await start("retry", { eventIds: [...events.map((row) => row._id), "evt_unknown"] });
  expect(total).toEqual({ count: 6 });
  const before = (await operations().findOne({ _id: id })) as BulkDoc;
  expect(await finish(id)).toMatchObject({ status: "done", done: 6, skipped: 55 });
  const retried = await rows()
    .find({ _id: { $in: failed } })
    .toArray();
  expect(retried.map((row) => [row.status, row.attempts, row.error, row.log?.length])).toEqual(
    failed.map(() => ["pending", 0, undefined, 1]),
  );
  await rows().updateOne({ _id: failed[0] as string }, { $set: { status: "failed" } });
  await operations().replaceOne({ _id: id }, before);
  expect(await finish(id)).toMatchObject({ done: 6, skipped: 55 });
  expect(await rows().findOne({ _id: failed[0] as string })).toMatchObject({ status: "failed" });
  expect(await finish((await start("retry", { eventIds: failed })).id)).toMatchObject({
    done: 1,
    skipped: 5,
  });
});

test("a retry by filter walks the failed ones alone", async () => {
  await given(400);
  const { id } = await start("retry", { filter: { ...filter(), type: "customer.*" } });
  expect(await finish(id)).toMatchObject({ done: 40, skipped: 0 });
  const nothing = await start("retry", { filter: { ...filter(), status: "processed" } });
  expect(nothing.total).toEqual({ count: 0 });
  expect(await finish(nothing.id)).toMatchObject({ status: "done", done: 0, skipped: 0 });
});

test("a preview says what is included, what is not and why", async () => {
  const events = await given(100, (index) => ({
    ...(index === 0 && { strippedAt: new Date() }),
    ...(index === 1 && { replayDepth: 10 }),
  }));
  const statuses = [
    { status: "processed", count: 90 },
    { status: "failed", count: 10 },
  ];
  expect(await preview({ kind: "replay", filter: filter() })).toEqual({
    matching: { count: 100 },
    included: { count: 98 },
    excluded: expect.arrayContaining([
      { reason: "body_removed", count: 1 },
      { reason: "replay_limit", count: 1 },
    ]),
    statuses,
  });
  expect(await preview({ kind: "replay", filter: filter(), onlyFailed: true })).toMatchObject({
    matching: { count: 100 },
    included: { count: 10 },
    excluded: [{ reason: "not_failed", count: 90 }],
  });
  expect(
    await preview({ kind: "retry", eventIds: [...events.slice(0, 5).map((row) => row._id), "evt_x"] }),
  ).toEqual({
    matching: { count: 6 },
    included: { count: 1 },
    excluded: [
      { reason: "not_failed", count: 4 },
      { reason: "unknown", count: 1 },
    ],
    statuses: [
      { status: "processed", count: 4 },
      { status: "failed", count: 1 },
    ],
  });
  const { id } = await start("replay", { filter: filter() });
  expect(await finish(id)).toMatchObject({ done: 98, skipped: 2 });
});

test("beyond 10,000 a preview tells what the statistics say", async () => {
  await given(10_400);
  await expect
    .poll(() => preview({ kind: "retry", filter: filter() }), { timeout: 15_000 })
    .toEqual({
      matching: { count: 10_400, estimated: true },
      included: { count: 1_040, estimated: true },
      excluded: [{ reason: "not_failed", count: 9_360 }],
      statuses: [
        { status: "processed", count: 9_360 },
        { status: "failed", count: 1_040 },
      ],
    });
});

test("a stop leaves the rest alone, and is said in the audit log", async () => {
  await given(500);
  const { id } = await start("replay", { filter: filter() });
  const doc = (await operations().findOne({ _id: id })) as BulkDoc;
  await operations().updateOne({ _id: id }, { $set: { status: "running", cursor: "evt_0" } });
  const stopped = await app.api("POST", `/api/v1/bulk-operations/${id}/stop`);
  expect(stopped).toMatchObject({ status: 200, body: { status: "stopped", finishedAt: expect.any(String) } });
  expect((await app.api("POST", `/api/v1/bulk-operations/${id}/stop`)).status).toBe(409);
  expect(await next(id)).toBe(false);
  expect(await read(id)).toMatchObject({ status: "stopped", done: 0, total: { count: 500 } });
  expect(await replaysOf(id)).toEqual([]);
  expect(doc.status).toBe("pending");
  const { data } = (await app.api("GET", `/api/v1/audit?target=${id}`)).body as {
    data: Array<{ action: string }>;
  };
  expect(data.map(({ action }) => action)).toEqual(["events.replay_stopped", "events.replay_started"]);
});

test("one that nobody works on is handed over again", async () => {
  const { id } = await start("replay", { filter: { ...filter(), status: "failed" } });
  await operations().updateOne({ _id: id }, { $set: { beatAt: new Date(Date.now() - 7_000) } });
  const before = app.sent.length;
  await resendBulk(app.services.ctx);
  expect(app.sent.slice(before)).toContainEqual({ name: "events/replay-requested", data: { bulkId: id } });
});

test("many failed events of a job are left to an operation", async () => {
  await given(520, () => ({ status: "failed" }));
  const answer = await app.api(
    "POST",
    `/api/workspaces/default/sync-jobs/${job.id}/webhook/retry-failed`,
    {},
  );
  expect(answer.body).toEqual({ retried: 520 });
  const { data } = (await app.api("GET", "/api/v1/bulk-operations?limit=1")).body as {
    data: BulkOperation[];
  };
  expect(data[0]).toMatchObject({ kind: "retry", total: { count: 520 } });
  expect(await finish(data[0]?.id as string)).toMatchObject({ done: 520 });
});

test("a selection is either ids or a filter; a job must be there", async () => {
  for (const body of [{}, { eventIds: ["evt_1"], filter: {} }, { filter: { to: "now" } }])
    expect((await app.api("POST", "/api/v1/events/replay", body)).status).toBe(400);
  expect((await app.api("POST", "/api/v1/events/replay", { filter: { jobId: "job_nope" } })).status).toBe(
    404,
  );
});
