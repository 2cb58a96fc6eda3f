import type { DryRun, EventDocument } from "@sluice/shared/events";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import type { Db } from "mongodb";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { eventRows } from "../events/index.ts";
import { customerEvent, sender } from "../events/receive-testing.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { laneOf, syncLanes } from "./index.ts";

// Through the real guard on a real MongoDB: what an event wrote, and what its replay would write.
let app: TestApp;
let db: Db;
const DATABASE = `writing_test_${process.pid}`;
const T = 1_750_000_000;
const { createJob, post } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
  db = app.services.client.db(DATABASE);
});
afterAll(async () => {
  await db.dropDatabase();
  await app.close();
});

const newJob = (deleteMode: "hard" | "soft" = "hard") =>
  createJob({ deleteMode }, { destination: { database: DATABASE, collectionPrefix: `${deleteMode}_` } });

let serial = 0;
const newCustomer = () => `cus_writing_${++serial}`;
const payloadOf = (id: string, seconds: number, fields: object = {}, type = "customer.updated") =>
  customerEvent({ type, created: T + seconds, data: { object: { id, object: "customer", ...fields } } });

async function receive(job: SyncJob, payload: object): Promise<string> {
  const { body } = await post(job, JSON.stringify(payload));
  return body.id;
}

/** As the worker does it. */
async function write(job: SyncJob, ...ids: string[]): Promise<void> {
  const work = await syncLanes(app.services.ctx, app.services)(laneOf(job.id), "exe_1");
  const rows = await eventRows(app.services.ctx.db)
    .find({ _id: { $in: ids } })
    .toArray();
  const settled = await work?.work(rows);
  expect(settled?.map(({ set }) => set.status)).not.toContain("failed");
  for (const { ids, set } of settled ?? [])
    await eventRows(app.services.ctx.db).updateMany({ _id: { $in: [...ids] } }, { $set: set });
}

const documentOf = async (id: string): Promise<EventDocument> =>
  (await app.api("GET", `/api/v1/events/${id}/document`)).body;
const dryRun = async (id: string, payload?: object): Promise<DryRun> => {
  const { status, body } = await app.api("POST", `/api/v1/events/${id}/dry-run`, { payload });
  expect(status).toBe(200);
  return body;
};
const contents = async () => {
  const found: unknown[] = [];
  for (const { name } of await db.listCollections().toArray())
    found.push([name, await db.collection(name).find().sort({ _id: 1 }).toArray()]);
  return found;
};

test("a new object would be written, and nothing is", async () => {
  const job = await newJob();
  const customer = newCustomer();
  const id = await receive(job, payloadOf(customer, 0, { name: "Ada" }));
  const before = await contents();
  expect(await dryRun(id)).toMatchObject({
    outcome: "applied",
    target: { database: DATABASE, collection: "hard_customers", id: customer, operation: "upsert" },
    now: { document: null },
    after: { document: { _id: customer, name: "Ada" }, metadata: { via: "replay" } },
    ambiguous: false,
    unchecked: [],
  });
  expect(await contents()).toEqual(before);
  expect(await documentOf(id)).toMatchObject({
    state: "missing",
    stateOf: null,
    by: null,
    carried: { name: "Ada" },
  });
});

test("what is there is this event's, an older or a newer one's, and the forecast follows the guard", async () => {
  const job = await newJob();
  const customer = newCustomer();
  const first = await receive(job, payloadOf(customer, 0, { name: "First" }));
  const second = await receive(job, payloadOf(customer, 10, { name: "Second" }));
  await write(job, first);
  expect(await documentOf(first)).toMatchObject({ state: "found", stateOf: "this", by: { id: first } });
  expect(await documentOf(second)).toMatchObject({ stateOf: "older", by: { id: first } });
  expect(await dryRun(first)).toMatchObject({ outcome: "unchanged", now: { document: { name: "First" } } });
  expect(await dryRun(second)).toMatchObject({
    outcome: "applied",
    now: { document: { name: "First" } },
    after: { document: { name: "Second" } },
  });

  await write(job, second);
  expect(await documentOf(first)).toMatchObject({
    stateOf: "newer",
    by: { id: second, type: "customer.updated", eventAt: new Date((T + 10) * 1000).toISOString() },
    now: { document: { name: "Second" }, metadata: { jobId: job.id } },
    carried: { name: "First" },
  });
  expect(await dryRun(first)).toMatchObject({
    outcome: "superseded",
    by: { id: second },
    after: { document: { name: "Second" } },
  });
});

test("what an event changed is told against the event before it, in whatever order they came", async () => {
  const job = await newJob();
  const customer = newCustomer();
  const of = (seconds: number, fields: object, type?: string) =>
    receive(job, payloadOf(customer, seconds, fields, type));
  const last = await of(20, { name: "Last" });
  const first = await of(0, { name: "First" }, "customer.created");
  const tied = (name: string, previous: string) => {
    const { data, ...payload } = payloadOf(customer, 10, { name });
    return receive(job, { ...payload, data: { ...data, previous_attributes: { name: previous } } });
  };
  const [one, two] = [await tied("Moved", "Renamed"), await tied("Renamed", "First")];
  const deleted = await of(30, {}, "customer.deleted");
  await receive(job, payloadOf(newCustomer(), 15, { name: "Somebody else" }));
  await receive(job, payloadOf(customer, 16, { name: "Not worked off" }));
  const elsewhere = await newJob("soft");
  await write(elsewhere, await receive(elsewhere, payloadOf(customer, 17, { name: "Of another job" })));
  await write(job, last, first, one, two, deleted);
  const before = async (id: string) => (await documentOf(id)).before;
  expect(await documentOf(first)).toMatchObject({
    before: null,
    beforeReason: expect.stringContaining("No earlier event"),
  });
  expect(await before(two)).toMatchObject({
    id: first,
    type: "customer.created",
    eventAt: new Date(T * 1000).toISOString(),
    document: { _id: customer, name: "First" },
  });
  expect(await before(one)).toMatchObject({ id: two, document: { name: "Renamed" } });
  expect(await before(last)).toMatchObject({ id: one, document: { name: "Moved" } });
  expect(await before(deleted)).toMatchObject({ id: last, document: { name: "Last" } });
  const again = await of(40, { name: "Again" });
  await write(job, again);
  expect(await before(again)).toMatchObject({ id: deleted, document: null });
  const { body } = await app.api("POST", `/api/v1/events/${last}/replay`, {});
  expect(await before((body as { id: string }).id)).toMatchObject({ id: one });
  await eventRows(app.services.ctx.db).updateOne({ _id: last }, { $unset: { body: "" } });
  expect(await documentOf(deleted)).toMatchObject({
    before: null,
    beforeReason: expect.stringContaining("Retention has removed"),
  });
});

test("an edit beats its origin, and loses to a later event", async () => {
  const job = await newJob();
  const customer = newCustomer();
  const payload = payloadOf(customer, 0, { name: "First" });
  const edited = payloadOf(customer, 0, { name: "Edited" });
  const first = await receive(job, payload);
  await write(job, first);
  const wouldApply = await dryRun(first, edited);
  expect(wouldApply).toMatchObject({ outcome: "applied", after: { document: { name: "Edited" } } });
  const { body } = await app.api("POST", `/api/v1/events/${first}/replay`, { payload: edited });
  const replay = (body as { id: string }).id;
  await write(job, replay);
  expect(await documentOf(first)).toMatchObject({ stateOf: "newer", by: { eventId: replay, id: replay } });
  expect(await documentOf(replay)).toMatchObject({
    stateOf: "this",
    now: { document: { name: "Edited" } },
    before: { id: first, document: { name: "First" } },
  });

  await write(job, await receive(job, payloadOf(customer, 5, { name: "Later" })));
  expect(await dryRun(first, edited)).toMatchObject({ outcome: "superseded" });
});

test("a tombstone keeps what is older away", async () => {
  const job = await newJob();
  const customer = newCustomer();
  const created = await receive(job, payloadOf(customer, 0, { name: "Ada" }));
  const deleted = await receive(job, payloadOf(customer, 10, {}, "customer.deleted"));
  await write(job, created);
  expect(await dryRun(deleted)).toMatchObject({
    outcome: "applied",
    target: { operation: "delete" },
    now: { document: { name: "Ada" } },
    after: { document: null },
  });
  await write(job, deleted);
  expect(await dryRun(created)).toMatchObject({
    outcome: "superseded",
    by: { id: deleted },
    now: { document: null },
    after: { document: null },
  });
  expect(await dryRun(deleted)).toMatchObject({ outcome: "unchanged" });
  expect(await documentOf(created)).toMatchObject({
    state: "deleted",
    stateOf: "newer",
    by: { id: deleted },
    deletedAt: expect.stringMatching(/Z$/),
  });
  expect(await documentOf(deleted)).toMatchObject({ state: "deleted", stateOf: "this", carried: null });
});

test("softly deleted is deleted, with its document", async () => {
  const job = await newJob("soft");
  const customer = newCustomer();
  const deleted = await receive(job, payloadOf(customer, 0, { name: "Ada" }, "customer.deleted"));
  expect(await dryRun(deleted)).toMatchObject({ outcome: "applied", after: { metadata: { deleted: true } } });
  await write(job, deleted);
  expect(await documentOf(deleted)).toMatchObject({
    state: "deleted",
    stateOf: "this",
    now: { document: { name: "Ada" } },
  });
});

test("events of one moment that cannot be ordered are told apart as the guard does", async () => {
  const job = await newJob();
  const customer = newCustomer();
  const one = await receive(job, payloadOf(customer, 0, { name: "One" }));
  const two = await receive(job, payloadOf(customer, 0, { name: "Two" }));
  await write(job, one, two);
  const [first, second] = [await dryRun(one), await dryRun(two)];
  expect([first.outcome, second.outcome].sort()).toEqual(["superseded", "unchanged"]);
  expect([first.ambiguous, second.ambiguous]).toEqual([true, true]);
  const loser = first.outcome === "superseded" ? one : two;
  expect(await documentOf(loser)).toMatchObject({ stateOf: "tied", by: { id: loser === one ? two : one } });
});

test("what the destination would refuse is said", async () => {
  const job = await newJob();
  const customer = newCustomer();
  await db
    .collection("hard_customers")
    .createIndex({ number: 1 }, { name: "number_1", unique: true, sparse: true });
  await db.collection("hard_customers").insertOne({ _id: "cus_legacy" as never, number: "INV-1" });
  const id = await receive(job, payloadOf(customer, 0, { number: "INV-1" }));
  expect(await dryRun(id)).toMatchObject({
    outcome: "failed",
    error: { code: "duplicate_key", message: expect.stringContaining("cus_legacy") },
  });
  expect(await dryRun(id, payloadOf(customer, 0, { number: "INV-2" }))).toMatchObject({ outcome: "applied" });
  await db.collection("hard_customers").dropIndex("number_1");

  await db
    .collection("hard_customers")
    .insertOne({ _id: customer as never, _sync_metadata: { version: "zzz" } });
  expect(await documentOf(id)).toMatchObject({ state: "found", stateOf: "foreign", by: null });
  expect(await dryRun(id)).toMatchObject({ outcome: "failed", error: { code: "foreign_version" } });
});

test("an edit that is no event, or of another object, or cannot be mapped, is said and not an error", async () => {
  const job = await newJob();
  const customer = newCustomer();
  const id = await receive(job, payloadOf(customer, 0));
  expect(await dryRun(id, { hello: "world" })).toMatchObject({
    outcome: "failed",
    target: null,
    error: { code: "unprocessable", message: expect.stringContaining("payload: ") },
  });
  expect(await dryRun(id, payloadOf("cus_other", 0))).toMatchObject({
    error: { message: expect.stringContaining("may not change the object") },
  });
  const nul = payloadOf(customer, 0, { "a\0b": 1 });
  expect(await dryRun(id, nul)).toMatchObject({ outcome: "failed", error: { code: "nul_in_key" } });
});

test("a destination that does not answer is said within seconds", async () => {
  const job = await newJob();
  const id = await receive(job, payloadOf(newCustomer(), 0));
  const uri = app.services.ctx.secrets.seal(
    "mongodb://ada:hunter2@127.0.0.1:9/?serverSelectionTimeoutMS=60000",
  );
  await app.services.ctx.db
    .collection<{ _id: string }>("sync_jobs")
    .updateOne({ _id: job.id }, { $set: { "destination.uri": uri, "destination.server": "127.0.0.1:9" } });
  const startedAt = Date.now();
  const answers = await Promise.all([
    app.api("GET", `/api/v1/events/${id}/document`),
    app.api("POST", `/api/v1/events/${id}/dry-run`, {}),
  ]);
  expect(Date.now() - startedAt).toBeLessThan(8_000);
  for (const { status, body } of answers) {
    expect(status).toBe(503);
    expect(body).toMatchObject({
      error: { code: "unavailable", message: expect.stringContaining("127.0.0.1:9 cannot be read") },
    });
    expect(JSON.stringify(body)).not.toContain("hunter2");
  }
});
