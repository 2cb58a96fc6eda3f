import type { EventDetail, EventSummary, RelatedEvents } from "@sluice/shared/events";
import type { AuditEntry } from "@sluice/shared/workspaces";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { firstIdAt, newId } from "../platform/ids.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { eventRows } from "./index.ts";
import { customerEvent, sender } from "./receive-testing.ts";

let app: TestApp;
const { createJob, post } = sender(() => app);
beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
});
afterAll(() => app.close());

const at = (id: string, part: string) => app.api("GET", `/api/v1/events/${id}${part}`);
const ids = (events: readonly EventSummary[]) => events.map(({ id }) => id);

test("related are the origin, the replays, and others of the object, newest first", async () => {
  const job = await createJob();
  const object = { id: "cus_related", object: "customer" };
  const receive = async (over: object = { data: { object } }): Promise<string> =>
    (await post(job, JSON.stringify(customerEvent(over)))).body.id;
  const [first, second] = [await receive(), await receive()];
  await receive({ data: { object: { ...object, id: "cus_related_not" } } });
  const replay = async (): Promise<string> =>
    ((await app.api("POST", `/api/v1/events/${first}/replay`, {})).body as { id: string }).id;
  const [again, oncemore] = [await replay(), await replay()];

  const ofFirst: RelatedEvents = (await at(first, "/related")).body;
  expect(ofFirst.origin).toBeNull();
  expect(ids(ofFirst.replays)).toEqual([oncemore, again]);
  expect(ids(ofFirst.sameObject)).toEqual([oncemore, again, second]);
  expect(ofFirst.more).toBe(false);
  const ofReplay: RelatedEvents = (await at(again, "/related")).body;
  expect(ofReplay.origin?.id).toBe(first);
  expect(ofReplay.replays).toEqual([]);
  expect(ids(ofReplay.sameObject)).toEqual([oncemore, second, first]);
});

test("what people did with an event is listed", async () => {
  const job = await createJob();
  const payload = customerEvent();
  const { id } = (await post(job, JSON.stringify(payload))).body;
  await app.api("POST", `/api/v1/events/${id}/replay`, {});
  const edited = (await app.api("POST", `/api/v1/events/${id}/replay`, { payload })).body as { id: string };
  await eventRows(app.services.ctx.db).updateOne(
    { _id: id },
    { $set: { status: "failed", settledAt: new Date(), error: { code: "too_large", message: "17 MB" } } },
  );
  expect((await at(id, "")).body).toMatchObject({ explanation: { steps: [{ action: "edit" }] } });
  await app.api("POST", `/api/workspaces/default/sync-jobs/${job.id}/webhook/retry-failed`, {
    eventIds: [id],
  });
  const { data }: { data: AuditEntry[] } = (await at(id, "/audit")).body;
  expect(data).toMatchObject([
    { action: "event.retried", target: id },
    {
      action: "event.replayed",
      target: id,
      details: { as: edited.id, edited: true },
      actor: { kind: "key" },
    },
    { action: "event.replayed", target: id },
  ]);
  expect(data[2]?.details).not.toHaveProperty("edited");
});

test("the body is downloaded byte for byte, and no browser runs it", async () => {
  const job = await createJob();
  const raw = `${JSON.stringify(customerEvent({ extra: "ä <script>" }), null, 3)} \r\n`;
  const { id } = (await post(job, raw)).body;
  const get = () =>
    fetch(`${app.url}/api/v1/events/${id}/body`, { headers: { authorization: `Bearer ${app.ownerKey}` } });
  const answer = await get();
  expect(await answer.text()).toBe(raw);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename=${id}.json`,
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
  });
  await eventRows(app.services.ctx.db).updateOne({ _id: id }, { $unset: { body: "" } });
  expect((await get()).status).toBe(409);
});

test("an event says until when it is kept, and an id that is not there why", async () => {
  const job = await createJob();
  const { id } = (await post(job, JSON.stringify(customerEvent()))).body;
  const { keptUntil, receivedAt }: EventDetail = (await at(id, "")).body;
  const days = (text: string) => (Date.parse(text) - Date.parse(receivedAt)) / 86_400_000;
  expect([days(keptUntil.body), days(keptUntil.row)]).toEqual([30, 400]);

  const old = new Date("2020-01-01T00:00:00Z");
  const cases = [
    ["evt_1RzTq8Lk2p9WmXcVhB3n5s8T", { reason: "malformed" }],
    [newId("evt"), { reason: "unknown" }],
    [firstIdAt("evt", old), { reason: "expired", removedAfter: "2021-02-04T00:00:00.000Z" }],
  ] as const;
  for (const [missing, details] of cases)
    expect(await at(missing, "")).toMatchObject({
      status: 404,
      body: { error: { code: "not_found", details } },
    });
});
