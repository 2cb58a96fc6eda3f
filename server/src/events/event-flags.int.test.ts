import type { EventDetail, EventPage } from "@sluice/shared/events";
import type { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { MINUTE_MS } from "./index.ts";
import { customerEvent, sender, signed } from "./receive-testing.ts";

let app: TestApp;
const { createJob, post } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
});
afterAll(() => app.close());

const jobPath = (job: SyncJob) => `/api/workspaces/default/sync-jobs/${job.id}`;
const read = async <T>(path: string): Promise<T> => (await app.api("GET", path)).body;
const flagged = async (job: SyncJob, flag: string) =>
  (await read<EventPage>(`${jobPath(job)}/webhook/events?flag=${flag}`)).data;
async function send(job: SyncJob, over: object): Promise<string> {
  const answer = await post(job, JSON.stringify(customerEvent(over)));
  expect(answer.status).toBe(202);
  return answer.body.id;
}
/** Sends until the job remembers what its first event says. */
const firstEvent = async (job: SyncJob, over: object) => {
  await send(job, over);
  await expect.poll(async () => await modeOf(job)).toBeDefined();
};
const modeOf = async (job: SyncJob) =>
  (
    await app.services.ctx.db
      .collection<{ _id: string; livemode?: boolean; account?: string }>("sync_jobs")
      .findOne({ _id: job.id }, { projection: { _id: 0, livemode: 1, account: 1 } })
  )?.livemode;

test("an event of the other mode, or of a connected account, is marked when it comes", async () => {
  const job = await createJob();
  await firstEvent(job, { livemode: true });
  await send(job, { livemode: true });
  const test = await send(job, { livemode: false });
  const connected = await send(job, { livemode: true, account: "acct_1" });
  expect((await flagged(job, "mismatch")).map(({ id, mismatch }) => [id, mismatch])).toEqual([
    [connected, ["account"]],
    [test, ["livemode"]],
  ]);
  expect((await read<EventDetail>(`/api/v1/events/${test}`)).mismatch).toEqual(["livemode"]);
  await expect
    .poll(async () => (await read<SyncJob>(jobPath(job))).notices.map(({ code }) => code))
    .toContain("livemode_mixed");
});

test("of several connected accounts none is another's, but the endpoint's own is", async () => {
  const job = await createJob();
  await firstEvent(job, { livemode: true, account: "acct_1" });
  await send(job, { livemode: true, account: "acct_2" });
  const own = await send(job, { livemode: true });
  expect((await flagged(job, "mismatch")).map(({ id, mismatch }) => [id, mismatch])).toEqual([
    [own, ["account"]],
  ]);
  const found = await read<EventPage>(`${jobPath(job)}/webhook/events?q=acct_2`);
  expect(found.data.map(({ account }) => account)).toEqual(["acct_2"]);
});

test("a sample that a person sends is marked, and says nothing about the job's mode", async () => {
  const job = await createJob();
  const answer = await app.api("POST", `/api/webhooks/default/${job.id}/test`, {});
  expect((await flagged(job, "test")).map(({ id }) => id)).toEqual([(answer.body as { id: string }).id]);
  await firstEvent(job, { livemode: true });
  expect(await modeOf(job)).toBe(true);
  expect(await flagged(job, "mismatch")).toEqual([]);
});

test("repeats are counted by the minute they come in, and those with other content are marked", async () => {
  const job = await createJob();
  const event = customerEvent();
  const { body: first } = await post(job, JSON.stringify(event));
  await post(job, JSON.stringify(event));
  expect((await post(job, JSON.stringify({ ...event, api_version: "x" }))).body).toEqual({
    id: first.id,
    status: "duplicate",
  });
  await expect
    .poll(async () => (await read<SyncJobStats>(`${jobPath(job)}/webhook/stats`)).duplicates)
    .toBe(2);
  expect((await flagged(job, "conflict")).map(({ id, duplicates }) => [id, duplicates])).toEqual([
    [first.id, 2],
  ]);
  expect(await flagged(job, "duplicate")).toHaveLength(1);
});

test("refused requests are counted by why they were refused, also those that are not kept", async () => {
  const job = await createJob();
  for (let index = 0; index < 3; index += 1)
    await post(job, JSON.stringify(customerEvent()), { "stripe-signature": "" });
  const body = "not json";
  await post(job, body, { "stripe-signature": signed(body) });
  const range = { jobIds: [job.id], from: Date.now() - MINUTE_MS, to: Date.now() };
  await app.services.rollups.refresh([job.id]);
  const minutes = await app.services.rollups.refusals(range);
  expect(minutes.reduce((sum, { rejected = 0 }) => sum + rejected, 0)).toBe(4);
  expect(minutes.at(-1)?.rejectedBy).toMatchObject({ not_json: 1 });
});
