import type { EventSummary } from "@sluice/shared/events";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { exportEvents } from "./export.ts";
import { eventRows } from "./index.ts";
import { ledgerRow } from "./ledger-testing.ts";
import { customerEvent, sender } from "./receive-testing.ts";

const MANY = 2_400;
let app: TestApp;
let jobs: string[];
const { createJob, post } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
  jobs = [(await createJob()).id, (await createJob({}, { name: "Other" })).id];
  await eventRows(app.services.ctx.db).insertMany(
    Array.from({ length: MANY }, (_, index) => ledgerRow(jobs, index)),
  );
}, 60_000);
afterAll(() => app.close());

const get = (query: string, init: RequestInit = {}) =>
  fetch(`${app.url}/api/v1/events/export?${query}`, {
    ...init,
    headers: { authorization: `Bearer ${app.ownerKey}` },
  });

test("every format has all events that match, in order, and is offered as a download", async () => {
  const ndjson = await get("format=ndjson&sort=oldest");
  expect(ndjson.headers.get("content-type")).toMatch(/^application\/x-ndjson/);
  expect(ndjson.headers.get("content-disposition")).toMatch(/^attachment; filename=events-.*\.ndjson$/);
  const events = (await ndjson.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as EventSummary);
  expect(events).toHaveLength(MANY);
  expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted());
  const listed = (await app.api("GET", "/api/v1/events?sort=oldest&limit=200")).body as {
    data: EventSummary[];
  };
  expect(events.slice(0, 200)).toEqual(listed.data);

  expect(await (await get("format=json&sort=oldest")).json()).toEqual(events);
  const csv = await get("sort=oldest");
  expect(csv.headers.get("content-type")).toMatch(/^text\/csv/);
  const [head, ...lines] = (await csv.text()).trim().split("\r\n");
  expect(head).toMatch(/^id,jobId,type,status,/);
  expect(lines.map((line) => line.split(",")[0])).toEqual(events.map(({ id }) => id));
});

test("filters hold, nothing found is an empty list, and it is said in the audit log", async () => {
  const found = (await (await get(`format=json&status=failed&jobId=${jobs[0]}`)).json()) as EventSummary[];
  expect(found.length).toBeGreaterThan(5);
  for (const event of found) expect(event).toMatchObject({ status: "failed", jobId: jobs[0] });
  expect(await (await get("format=json&objectId=cus_nobody")).json()).toEqual([]);
  expect(await (await get("format=ndjson&objectId=cus_nobody")).text()).toBe("");
  expect((await get("jobId=job_nope")).status).toBe(404);
  const { data } = (await app.api("GET", "/api/v1/audit?limit=2")).body as {
    data: Array<{ action: string; details: object }>;
  };
  expect(data[0]).toMatchObject({ action: "events.exported", details: { format: "ndjson" } });
});

test("bodies come with JSON when they are asked for, and not with CSV", async () => {
  const job = await createJob();
  const sent = JSON.stringify(customerEvent());
  await post(job, sent);
  const [event] = (await (await get(`format=json&body=true&jobId=${job.id}`)).json()) as EventSummary[];
  expect(event).toMatchObject({ body: sent, bodyEncoding: "utf8" });
  expect((await get("body=true")).status).toBe(400);
});

test("no further page is read once the reader has gone away", async () => {
  const leaving = new AbortController();
  const query = { format: "ndjson", sort: "newest", body: false } as const;
  let pieces = 0;
  for await (const _ of exportEvents(app.services.ctx, jobs, query, leaving.signal).body) {
    pieces += 1;
    leaving.abort();
  }
  expect(pieces).toBeLessThan(MANY / 2);
});
