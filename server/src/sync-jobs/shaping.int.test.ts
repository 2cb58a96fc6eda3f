import type { SyncJob } from "@sluice/shared/sync-jobs";
import type { TriedTransform } from "@sluice/shared/transforms";
import { afterAll, expect, inject, test } from "vitest";
import { connectorOf } from "../connectors/index.ts";
import { eventRows, takeEvents } from "../events/index.ts";
import { jobRepo, shapeOf } from "./index.ts";
import { shapingBench } from "./shaping-testing.ts";

// From the signed request through the lane's work to the documents of a real MongoDB.
const bench = await shapingBench(inject("mongoUri"), "shaping_test");
const { app, newJob, route, event, receive, work, send, documents } = bench;
afterAll(bench.close);

const ACTIVE = { path: "$.object.status", operator: "equals", value: "active" } as const;

test("what does not pass the filter is stored as filtered with the reason; a deletion passes", async () => {
  const job = await newJob({ filter: ACTIVE });
  expect(job.filter).toEqual(ACTIVE);
  const wanted = await receive(job, event("cus_in", 0, { status: "active" }));
  const unwanted = await receive(job, event("cus_out", 0, { status: "idle" }));
  expect([wanted.status, unwanted.status]).toEqual(["received", "filtered"]);
  const row = await eventRows(app.services.ctx.db).findOne({ _id: unwanted.id });
  expect(row).toMatchObject({
    status: "filtered",
    reason: expect.stringContaining("$.object.status equals"),
  });
  expect(row?.reason).not.toContain("idle");
  await work(job, wanted.id);
  expect((await documents(job)).map(({ _id }) => _id)).toEqual(["cus_in"]);
  const gone = await receive(job, event("cus_in", 9, { status: "idle" }, "customer.deleted"));
  expect(gone.status).toBe("received");
  await work(job, gone.id);
  expect(await documents(job)).toEqual([]);
});

test("what a schedule takes from the provider's log is filtered as what came by webhook", async () => {
  const job = await newJob({ filter: ACTIVE });
  const doc = await jobRepo(app.services.ctx.db).findById(job.id);
  if (!doc) throw new Error("no job");
  const taker = {
    workspaceId: job.workspaceId,
    jobId: job.id,
    connector: connectorOf("stripe"),
    patterns: ["*"],
    filter: doc.filter,
  };
  const [wanted, unwanted] = [
    event("cus_log_1", 0, { status: "active" }),
    event("cus_log_2", 0, { status: "idle" }),
  ];
  await takeEvents(app.services.ctx, app.services, taker, [wanted, unwanted]);
  const rows = await eventRows(app.services.ctx.db).find({ jobId: job.id }).sort({ objectId: 1 }).toArray();
  expect(rows.map(({ status }) => status)).toEqual(["pending", "filtered"]);
});

test("a soft deletion that does not pass keeps nothing but its mark", async () => {
  const job = await newJob({ filter: ACTIVE }, { deleteMode: "soft" });
  await send(job, event("cus_soft", 9, { status: "idle", email: "a@b.c" }, "customer.deleted"));
  const [document] = await documents(job);
  expect(Object.keys(document ?? {})).toEqual(["_id", "_sync_metadata"]);
});

test("operations change documents, never their id, and a changed transformation is a new version and revision", async () => {
  const operations = [
    { op: "hash", paths: ["email"] },
    { op: "mask", paths: ["phone"] },
    { op: "drop", paths: ["object"] },
  ];
  const job = await newJob({ transform: { operations } });
  const [row] = await send(job, event("cus_1", 0, { email: "ada@example.com", phone: "+49123456789" }));
  expect(row).toMatchObject({ status: "processed", outcome: "applied" });
  const [document] = await documents(job);
  expect(document).toMatchObject({
    _id: "cus_1",
    id: "cus_1",
    phone: "****6789",
    _sync_metadata: { version: expect.stringMatching(/\.001$/) },
  });
  expect(document?.email).toMatch(/^[\da-f]{64}$/);
  const other = await newJob({ transform: { operations } });
  await send(other, event("cus_1", 0, { email: "ada@example.com" }));
  expect((await documents(other))[0]?.email).not.toBe(document?.email);

  const changed = await app.api("PATCH", route(job), {
    transform: { javascript: "export default (d) => ({ ...d, _id: 'mine', _sync_metadata: 1, shape: 2 })" },
  });
  expect(changed.body).toMatchObject({ version: 2, transformRevision: 2 });
  await send(job, event("cus_1", 5, { email: "ada@example.com" }));
  expect((await documents(job))[0]).toMatchObject({
    _id: "cus_1",
    shape: 2,
    email: "ada@example.com",
    _sync_metadata: { version: expect.stringMatching(/\.002$/) },
  });
  const removed = (await app.api("PATCH", route(job), { transform: null })).body as SyncJob;
  expect(removed).toMatchObject({ version: 3, transformRevision: 3 });
  expect(removed.transform).toBeUndefined();
  const { data } = (await app.api("GET", `${route(job)}/versions`)).body as { data: { changes: object[] }[] };
  expect(data[0]?.changes).toMatchObject([{ field: "transform", to: null }]);
});

test("a function may leave documents out, and fails its own event alone with the message and line", async () => {
  const job = await newJob({
    transform: {
      javascript: `export default function (document) {
        if (document.skip) return null;
        return { id: document.id, city: document.address.city };
      }`,
    },
  });
  const rows = await send(
    job,
    event("cus_a", 0, { address: { city: "Rome" } }),
    event("cus_b", 0, {}),
    event("cus_c", 0, { skip: true }),
    event("cus_d", 0, { address: { city: "Oslo" } }),
  );
  expect(rows.map((row) => row?.status)).toEqual(["processed", "failed", "filtered", "processed"]);
  expect(rows[1]?.error).toMatchObject({
    code: "transform_failed",
    message: expect.stringContaining("line 3"),
  });
  expect(rows[2]?.reason).toContain("transformation left it out");
  expect(await documents(job)).toMatchObject([
    { _id: "cus_a", city: "Rome" },
    { _id: "cus_d", city: "Oslo" },
  ]);
});

test("a batch that a function takes too long for is divided, and nothing of it is lost", {
  timeout: 60_000,
}, async () => {
  const job = await newJob({ transform: { javascript: "export default () => { for (;;); }" } });
  // Each takes a counted number of steps: as many as no machine does in the time of a batch.
  const EVENTS = 250;
  const ids: string[] = [];
  for (let index = 0; index < EVENTS; index += 1)
    ids.push((await receive(job, event(`cus_${index}`, 0, {}))).id);
  const first = await work(job, ...ids);
  const isDone = (row: (typeof first)[number]) => row?.status === "failed";
  const done = first.filter(isDone).length;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(EVENTS);
  expect(first.filter((row) => row?.status === "pending")).toHaveLength(EVENTS - done);
  const second = await work(job, ...first.flatMap((row) => (isDone(row) ? [] : (row?._id ?? []))));
  expect(second.filter(isDone).length).toBeGreaterThan(0);
});

test("events of one second are decided alike, with the transformation on each", async () => {
  const job = await newJob({ transform: { operations: [{ op: "rename", from: "name", to: "called" }] } });
  const [a, b] = [event("cus_tie", 3, { name: "A" }), event("cus_tie", 3, { name: "B" })];
  await send(job, a);
  await send(job, b);
  const [one] = await documents(job);
  expect(one?.name).toBeUndefined();
  const other = await newJob({ transform: { operations: [{ op: "rename", from: "name", to: "called" }] } });
  await send(other, b);
  await send(other, a);
  expect((await documents(other))[0]?.called).toBe(one?.called);
});

test("an object of a provider's list is filtered by what is known of it", async () => {
  const filter = { all: [ACTIVE, { path: "$.type", operator: "equals", value: "customer.created" }] };
  const { id } = await newJob({ filter });
  const job = await jobRepo(app.services.ctx.db).findById(id);
  if (!job) throw new Error("no job");
  const { shape, shapeAll } = await shapeOf(app.services.ctx, job);
  const of = (status: string) =>
    ({
      kind: "change",
      collection: "customers",
      id: "c",
      operation: "upsert",
      document: { status },
      at: 1,
      rank: 0,
    }) as const;
  expect(shape(of("active"))).toEqual(of("active"));
  expect(shape(of("idle"))).toMatchObject({ kind: "left_out" });
  expect(await shapeAll([{ mapping: of("idle") }, { mapping: of("active") }])).toMatchObject([
    { kind: "left_out" },
    { kind: "change" },
  ]);
});

test("a draft is tried on stored events and on a sample, and nothing is written", async () => {
  const job = await newJob({});
  await send(job, event("cus_try_1", 0, { status: "active", email: "ada@example.com" }));
  await send(job, event("cus_try_2", 0, { status: "idle" }));
  await send(job, event("cus_try_1", 9, {}, "customer.deleted"));
  const before = JSON.stringify(await documents(job));
  const javascript =
    "export default (d) => {\n  if (!d.email) throw new Error('no mail');\n  return { id: d.id };\n}";
  const attempt = async (body: object) => {
    const { status, body: answer } = await app.api("POST", `${route(job)}/transform/try`, body);
    expect(status, JSON.stringify(answer)).toBe(200);
    return answer as TriedTransform;
  };
  const tried = await attempt({ filter: ACTIVE, transform: { javascript } });
  expect(tried).toMatchObject({ passed: 2, ms: expect.any(Number) });
  expect(tried.events.map(({ outcome }) => outcome)).toEqual(["removes", "left_out", "stored"]);
  expect(tried.events[1]).toMatchObject({
    objectId: "cus_try_2",
    conditions: [{ at: "", holds: false, found: ["idle"] }],
    after: null,
  });
  expect(tried.events[2]).toMatchObject({
    before: { _id: "cus_try_1", email: "ada@example.com" },
    after: { _id: "cus_try_1", id: "cus_try_1" },
  });
  const failing = await attempt({ transform: { javascript }, type: "customer.updated" });
  expect(failing.events.map(({ outcome, line }) => [outcome, line])).toEqual([
    ["failed", 2],
    ["stored", undefined],
  ]);
  const payload = event("cus_sample", 0, { status: "active" });
  const sample = await attempt({
    filter: ACTIVE,
    transform: { operations: [{ op: "pick", paths: ["status"] }] },
    sample: { type: "customer.updated", payload },
  });
  expect(sample.events).toMatchObject([
    { outcome: "stored", after: { _id: "cus_sample", status: "active" } },
  ]);
  expect(JSON.stringify(await documents(job))).toBe(before);
  expect((await app.api("GET", route(job))).body).toMatchObject({ version: 1 });
});

test.each([
  [{ filter: { path: "$.object[?match(@.a,'a')]", operator: "exists" } }, "filter.path"],
  [
    { filter: { all: [ACTIVE, { path: "$.object.a", operator: "regex_match", value: "(" }] } },
    "filter.all.1.value",
  ],
  [{ transform: { javascript: "export default function (d) {\n  return {;\n}" } }, "line 2"],
  [{ transform: { javascript: "const a = 1;" } }, "default"],
  [{ transform: { operations: [{ op: "drop", paths: ["_id"] }] } }, "_id cannot be changed"],
])("%j is not taken", async (body, message) => {
  const job = await newJob({});
  const { status, body: answer } = await app.api("PATCH", route(job), body);
  expect(status).toBe(400);
  expect(JSON.stringify(answer)).toContain(message);
});
