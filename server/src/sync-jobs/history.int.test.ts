import type { EventDetail, EventSummary } from "@sluice/shared/events";
import type { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";
import { expect, test } from "vitest";
import { eventRows } from "../events/index.ts";
import { errorOf, JOBS, jobsApp } from "./jobs-testing.ts";

const { app, newJob, create } = await jobsApp("history");

async function receiveTestEvents(job: SyncJob, types: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const type of types) {
    const answer = await app.api("POST", `/api/webhooks/default/${job.id}/test`, { type });
    expect(answer.status).toBe(202);
    ids.push((answer.body as { id: string }).id);
  }
  return ids;
}

test("are found by status, type, time, id and e-mail, and paged without gaps or repeats", async () => {
  const job = await create();
  const types = ["customer.created", "invoice.paid", "customer.updated", "invoice.paid", "customer.created"];
  const ids = await receiveTestEvents(job, types);
  const path = `${JOBS}/${job.id}/webhook/events`;
  const list = async (query: string): Promise<EventSummary[]> =>
    ((await app.api("GET", `${path}?${query}`)).body as { data: EventSummary[] }).data;
  expect((await list("")).map((event) => event.id)).toEqual([...ids].reverse());
  expect((await list("type=invoice.paid")).map((event) => event.type)).toEqual([
    "invoice.paid",
    "invoice.paid",
  ]);
  expect(await list("status=pending")).toHaveLength(5);
  expect(await list("status=failed")).toEqual([]);
  expect(await list(`from=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)).toEqual([]);
  expect(await list(`to=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)).toHaveLength(5);
  const [newest] = await list("limit=1");
  expect((await list(`q=${newest?.objectId}`)).map((event) => event.id)).toContain(newest?.id);

  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { data: EventSummary[]; nextCursor: string | null } = (
      await app.api("GET", `${path}?limit=2${cursor && `&cursor=${cursor}`}`)
    ).body;
    seen.push(...page.data.map((event) => event.id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual([...ids].reverse());
  expect(errorOf(await app.api("GET", `${path}?cursor=junk`))).toMatchObject({ status: 400 });
  expect(errorOf(await app.api("GET", `${path}?status=lost`))).toMatchObject({ status: 400 });
  const all: { data: EventSummary[] } = (await app.api("GET", "/api/v1/events?limit=200")).body;
  expect(all.data.map((event) => event.id)).toEqual(expect.arrayContaining(ids));
});

test("failed ones are retried one by one or all; others are left alone", async () => {
  const job = await create();
  const ids = await receiveTestEvents(job, ["customer.created", "customer.created", "customer.created"]);
  const rows = eventRows(app.services.ctx.db);
  const fail = {
    status: "failed",
    attempts: 8,
    settledAt: new Date(),
    error: { code: "validation", message: "no" },
  } as const;
  await rows.updateMany({ _id: { $in: ids } }, { $set: fail });
  const retry = (body: object) => app.api("POST", `${JOBS}/${job.id}/webhook/retry-failed`, body);
  expect((await retry({ eventIds: [ids[0]] })).body).toEqual({ retried: 1 });
  expect((await retry({ eventIds: [ids[0]] })).body).toEqual({ retried: 0 });
  expect((await retry({})).body).toEqual({ retried: 2 });
  const after = await rows.find({ _id: { $in: ids } }).toArray();
  expect(after.map((row) => [row.status, row.attempts, row.error])).toEqual(
    ids.map(() => ["pending", 0, undefined]),
  );
});

test("a replay is a new event with its origin's version and an audit entry; an edit must keep the object", async () => {
  const job = await create();
  const [id] = await receiveTestEvents(job, ["customer.created"]);
  const replay = await app.api("POST", `/api/v1/events/${id}/replay`);
  expect(replay).toMatchObject({ status: 202, body: { replayOf: id } });
  const detail: EventDetail = (await app.api("GET", `/api/v1/events/${(replay.body as { id: string }).id}`))
    .body;
  expect(detail).toMatchObject({
    status: "pending",
    replayOf: id,
    log: [{ action: "replay", message: expect.stringContaining("key_admin") }],
  });
  const origin: EventDetail = (await app.api("GET", `/api/v1/events/${id}`)).body;
  const payload = JSON.parse(origin.body as string);
  const edited = { ...payload, data: { object: { ...payload.data.object, name: "Edited" } } };
  expect((await app.api("POST", `/api/v1/events/${id}/replay`, { payload: edited })).status).toBe(202);
  const other = { ...payload, data: { object: { ...payload.data.object, id: "cus_other" } } };
  expect(errorOf(await app.api("POST", `/api/v1/events/${id}/replay`, { payload: other }))).toMatchObject({
    status: 422,
  });
  expect(errorOf(await app.api("POST", "/api/v1/events/evt_nope/replay"))).toMatchObject({ status: 404 });
});

test("statistics balance with the ledger, also after rows changed", async () => {
  const job = await create({ webhookConfig: { ...newJob.webhookConfig, events: ["customer.*"] } });
  const ids = await receiveTestEvents(job, [
    "customer.created",
    "customer.created",
    "customer.created",
    "invoice.paid",
  ]);
  const stats = async (): Promise<SyncJobStats> =>
    (await app.api("GET", `${JOBS}/${job.id}/webhook/stats`)).body;
  await expect.poll(stats).toMatchObject({
    totalEvents: 4,
    eventsToday: 4,
    pending: 3,
    filtered: 1,
    processed: 0,
    successRate: null,
  });
  const receivedAt = (await eventRows(app.services.ctx.db).findOne({ _id: ids[0] as string }))
    ?.receivedAt as Date;
  await eventRows(app.services.ctx.db).updateOne(
    { _id: ids[0] as string },
    { $set: { status: "processed", settledAt: new Date(receivedAt.getTime() + 100) } },
  );
  await eventRows(app.services.ctx.db).updateOne(
    { _id: ids[1] as string },
    { $set: { status: "failed", settledAt: new Date() } },
  );
  await app.services.rollups.mark(job.id, [receivedAt]);
  await expect.poll(stats).toMatchObject({ processed: 1 });
  const after = await stats();
  expect(after).toMatchObject({
    totalEvents: 4,
    processed: 1,
    failed: 1,
    filtered: 1,
    pending: 1,
    successRate: 0.5,
  });
  expect(after.latencyMs.p50).toBeGreaterThan(80);
  expect(after.latencyMs.p50).toBeLessThan(125);
  expect(after.timeline).toHaveLength(60);
  expect(after.timeline.reduce((sum, point) => sum + point.received, 0)).toBe(4);
  expect(after.recentEvents).toHaveLength(4);
});
