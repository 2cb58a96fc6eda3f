import type { Erasure, ErasurePreview } from "@sluice/shared/erasures";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type EventRow, eventRows, suppressedRepo } from "../events/index.ts";
import { customerEvent, sender, signed } from "../events/receive-testing.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { eraseNext } from "./index.ts";

const PATH = "/api/v1/erasures";
let app: TestApp;
const { createJob, post } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TIME_SCALE: "0.1" });
});
afterAll(() => app.close());

const rows = () => eventRows(app.services.ctx.db);
const idOf = (event: { data: { object: { id: string } } }) => event.data.object.id;
async function receive(job: SyncJob, event: object): Promise<EventRow> {
  const { body } = await post(job, JSON.stringify(event));
  return (await rows().findOne({ _id: body.id })) as EventRow;
}
const naming = (customer: string) =>
  customerEvent({
    type: "invoice.paid",
    data: {
      object: { id: `in_${customer}`, object: "invoice", customer, customer_email: "ada@example.com" },
    },
  });
const request = async (body: object): Promise<Erasure> => {
  const answer = await app.api("POST", PATH, body);
  expect(answer.status).toBe(202);
  return answer.body;
};
const read = async (id: string): Promise<Erasure> => (await app.api("GET", `${PATH}/${id}`)).body;
async function finish(id: string): Promise<Erasure> {
  const { ctx } = app.services;
  for (let pieces = 0; await eraseNext(ctx, app.services, id); pieces += 1) expect(pieces).toBeLessThan(50);
  return read(id);
}

test("what is left of an event tells nothing of the object; others are left alone", async () => {
  const job = await createJob();
  const event = customerEvent();
  const objectId = idOf(event);
  const about = await receive(job, event);
  const invoice = await receive(job, naming(objectId));
  const failed = await receive(job, { ...event, id: "evt_failing", type: "customer.updated" });
  await rows().updateOne(
    { _id: failed._id },
    { $set: { status: "failed", error: { code: "duplicate_key", message: `${objectId} ada@example.com` } } },
  );
  await rows().updateOne({ _id: about._id }, { $set: { status: "processed", outcome: "applied" } });
  const other = await receive(job, customerEvent());
  const alike = await receive(
    job,
    customerEvent({ data: { object: { id: `${objectId}0`, object: "customer" } } }),
  );

  const erasure = await request({ objectIds: [objectId] });
  expect(erasure).toMatchObject({ state: "waiting", counts: { events: 0 }, suppress: true, jobId: null });
  expect(app.sent.at(-1)).toEqual({ name: "erasures/requested", data: { erasureId: erasure.id } });
  expect(await finish(erasure.id)).toMatchObject({ state: "done", counts: { events: 3 }, problem: null });

  const left = await rows()
    .find({ _id: { $in: [about._id, invoice._id, failed._id] } })
    .toArray();
  expect(JSON.stringify(left)).not.toMatch(new RegExp(`${objectId}|ada@example`));
  expect(left.map((row) => [row._id, row.status, row.reason, row.outcome])).toEqual([
    [about._id, "processed", undefined, "applied"],
    [invoice._id, "filtered", "erased", undefined],
    [failed._id, "filtered", "erased", undefined],
  ]);
  expect(left[0]).toMatchObject({
    type: "customer.created",
    terms: ["type:customer.created"],
    eventAt: about.eventAt,
    providerEventId: event.id,
    dedupeKey: `${job.id}:${event.id}`,
    bytes: about.bytes,
  });
  for (const row of [other, alike]) expect(await rows().findOne({ _id: row._id })).toEqual(row);

  expect((await post(job, JSON.stringify(event))).body).toEqual({ id: about._id, status: "duplicate" });
  expect((await app.api("POST", `/api/v1/events/${about._id}/replay`, {})).status).toBe(409);
  const { data }: { data: Array<{ action: string; details: unknown }> } = (
    await app.api("GET", `/api/v1/audit?target=${erasure.id}`)
  ).body;
  expect(data.map(({ action }) => action)).toEqual(["erasure.finished", "erasure.requested"]);
  expect(JSON.stringify(data)).not.toContain(objectId);
});

test("later events are set aside without their content, in this job or in all, until it is lifted", async () => {
  const [job, neighbour] = [await createJob(), await createJob({}, { name: "Neighbour" })];
  const event = customerEvent();
  const objectId = idOf(event);
  const one = await request({ objectIds: [objectId], jobId: job.id });
  await expect
    .poll(async () => (await receive(job, { ...event, id: `evt_${Math.random()}` })).reason)
    .toBe("erased");
  const late = await receive(job, { ...event, id: "evt_late" });
  expect(late).toMatchObject({ status: "filtered", reason: "erased", type: "customer.created" });
  expect(JSON.stringify(late)).not.toContain(objectId);
  expect(late).not.toHaveProperty("body");
  expect((await receive(job, customerEvent())).status).toBe("pending");
  expect((await receive(neighbour, { ...event, id: "evt_there" })).status).toBe("pending");
  const all = await request({ objectIds: [objectId] });
  await expect
    .poll(async () => (await receive(neighbour, { ...event, id: `evt_${Math.random()}` })).reason)
    .toBe("erased");

  expect((await app.api("POST", `${PATH}/${all.id}/lift`)).status).toBe(409);
  await finish(one.id);
  await finish(all.id);
  expect((await app.api("POST", `${PATH}/${all.id}/lift`)).status).toBe(200);
  expect(await finish(all.id)).toMatchObject({ state: "done", liftedAt: expect.any(String) });
  await expect
    .poll(async () => (await receive(neighbour, { ...event, id: `evt_${Math.random()}` })).status)
    .toBe("pending");
  expect((await receive(job, { ...event, id: "evt_still" })).reason).toBe("erased");
  expect((await app.api("POST", `${PATH}/${all.id}/lift`)).status).toBe(409);
});

test("without suppressing, later events are taken in", async () => {
  const job = await createJob();
  const event = customerEvent();
  await receive(job, event);
  const erasure = await request({ objectIds: [idOf(event)], suppress: false });
  await finish(erasure.id);
  expect((await receive(job, { ...event, id: "evt_welcome" })).status).toBe("pending");
});

test("a preview counts and changes nothing, and names what else tells of the person", async () => {
  const job = await createJob();
  const event = customerEvent();
  const objectId = idOf(event);
  await receive(job, event);
  await receive(job, naming(objectId));
  const forged = JSON.stringify(event);
  await post(job, forged, { "stripe-signature": signed(forged, "whsec_other") });
  await expect
    .poll(
      async (): Promise<ErasurePreview> =>
        (await app.api("POST", `${PATH}/preview`, { objectIds: [objectId] })).body,
    )
    .toEqual({
      events: { count: 2, atLeast: false },
      rejected: { count: 1, atLeast: false },
      documents: { count: 0, atLeast: false },
      unreachable: [],
      related: [`in_${objectId}`],
    });
  expect((await receive(job, { ...event, id: "evt_more" })).status).toBe("pending");
  const erasure = await request({ objectIds: [objectId], jobId: job.id });
  expect((await finish(erasure.id)).counts).toEqual({ events: 3, rejected: 1, documents: 0 });
});

test("many events are erased piece by piece, also by two workers at once", async () => {
  const job = await createJob();
  const event = customerEvent();
  const first = await receive(job, event);
  await rows().insertMany(
    Array.from({ length: 1_700 }, (_, index) => ({
      ...first,
      _id: `${first._id.slice(0, -4)}${String(index).padStart(4, "0")}`,
      dedupeKey: `${job.id}:many_${index}`,
    })),
  );
  const { id } = await request({ objectIds: [idOf(event)] });
  await Promise.all([finish(id), finish(id)]);
  expect(await read(id)).toMatchObject({ state: "done" });
  expect(await rows().countDocuments({ jobId: job.id, body: { $exists: true } })).toBe(0);
  expect(await rows().countDocuments({ jobId: job.id, reason: "erased" })).toBe(1_701);
});

test("a destination that does not answer is waited for; the rest is done", async () => {
  const { ctx } = app.services;
  const job = await createJob();
  const event = customerEvent();
  await receive(job, event);
  const jobs = ctx.db.collection<{ _id: string }>("sync_jobs");
  const away = ctx.secrets.seal("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50");
  await jobs.updateOne({ _id: job.id }, { $set: { "destination.uri": away } });
  const { id } = await request({ objectIds: [idOf(event)], jobId: job.id });
  expect(await eraseNext(ctx, app.services, id)).toEqual({ after: 3_000 });
  expect(await read(id)).toMatchObject({
    state: "waiting",
    problem: expect.stringContaining("cannot be used"),
  });
  expect(await rows().countDocuments({ jobId: job.id, body: { $exists: true } })).toBe(0);
  const preview = await app.api("POST", `${PATH}/preview`, { objectIds: [idOf(event)], jobId: job.id });
  expect(preview.body).toMatchObject({ unreachable: ["Receiving"] });
  await jobs.updateOne({ _id: job.id }, { $unset: { "destination.uri": "" } });
  expect(await finish(id)).toMatchObject({ state: "done", problem: null });
});

test("what is not there is not found; what makes no sense is refused", async () => {
  expect((await app.api("GET", `${PATH}/era_none`)).status).toBe(404);
  expect((await app.api("POST", PATH, { objectIds: [] })).status).toBe(400);
  expect((await app.api("POST", PATH, { objectIds: ["cus_1"], jobId: "job_none" })).status).toBe(404);
  const listed: { data: Erasure[] } = (await app.api("GET", `${PATH}?limit=2`)).body;
  expect(listed.data).toHaveLength(2);
});

test("an object that two erasures set aside comes back when both are lifted", async () => {
  const job = await createJob();
  const event = customerEvent();
  const [one, two] = [
    await request({ objectIds: [idOf(event)] }),
    await request({ objectIds: [idOf(event)] }),
  ];
  for (const { id } of [one, two]) await finish(id);
  const again = async () => (await receive(job, { ...event, id: `evt_${Math.random()}` })).reason;
  await expect.poll(again).toBe("erased");
  const lift = async ({ id }: Erasure) => {
    expect((await app.api("POST", `${PATH}/${id}/lift`)).status).toBe(200);
    await finish(id);
  };
  await lift(two);
  const suppressed = app.services.ctx.db.collection<{ _id: string }>("suppressed_objects");
  expect(await suppressed.findOne({ _id: `default:${idOf(event)}` })).toMatchObject({ erasureIds: [one.id] });
  await lift(one);
  expect(await suppressed.findOne({ _id: `default:${idOf(event)}` })).toBeNull();
  await expect.poll(again).toBeUndefined();
});

test("what a crash kept from being set aside, or from being let in again, is done by the erasure", async () => {
  const { db } = app.services.ctx;
  const objectIds = [idOf(customerEvent())];
  const suppressed = () => suppressedRepo(db).has(["default"], objectIds[0] ?? "");
  const erasure = await request({ objectIds });
  await suppressedRepo(db).remove(erasure.id);
  await finish(erasure.id);
  expect(await suppressed()).toBe(true);
  await app.api("POST", `${PATH}/${erasure.id}/lift`);
  await suppressedRepo(db).add("default", objectIds, erasure.id);
  await finish(erasure.id);
  expect(await suppressed()).toBe(false);
});

test("what comparisons found about an object goes too", async () => {
  const job = await createJob();
  const findings = app.services.ctx.db.collection<{ _id: string; jobId: string; objectId: string }>(
    "reconcile_findings",
  );
  const found = (objectId: string) => ({
    _id: `run_1:customers:${objectId}`,
    jobId: job.id,
    objectId,
    differences: [{ path: "email", there: "ada@example.com", here: "old@example.com" }],
  });
  await findings.insertMany([found("cus_ada"), found("cus_other")]);
  await finish((await request({ objectIds: ["cus_ada"] })).id);
  expect((await findings.find({ jobId: job.id }).toArray()).map((one) => one.objectId)).toEqual([
    "cus_other",
  ]);
});
