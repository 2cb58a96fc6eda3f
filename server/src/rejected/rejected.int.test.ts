import type { EventDetail } from "@sluice/shared/events";
import type { AdmitResult, RejectedDetail, RejectedPage } from "@sluice/shared/rejected";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import type { AuditEntry } from "@sluice/shared/workspaces";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { eventRows, rejectedRepo } from "../events/index.ts";
import { customerEvent, SECRET, sender, signed } from "../events/receive-testing.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";

const PATH = "/api/v1/rejected";
const NOW_S = Math.floor(Date.now() / 1000);
let app: TestApp;
const { createJob, post } = sender(() => app);
const list = async (query = ""): Promise<RejectedPage> => (await app.api("GET", `${PATH}?${query}`)).body;
const read = async (id: string): Promise<RejectedDetail> => (await app.api("GET", `${PATH}/${id}`)).body;
const admit = async (...ids: string[]): Promise<AdmitResult> =>
  (await app.api("POST", `${PATH}/admit`, { ids })).body;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TRUST_PROXY: "1" });
});
afterAll(() => app.close());

let address = 0;
/** Sends what is refused; answers the id it is kept under. */
async function refuse(job: SyncJob, body: string, signature: string): Promise<string> {
  address += 1;
  const before = (await kept(job))[0];
  const answer = await post(job, body, {
    "stripe-signature": signature,
    "x-forwarded-for": `10.7.0.${address}`,
  });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  await expect.poll(async () => (await kept(job))[0]).not.toBe(before);
  return (await kept(job))[0] as string;
}
const kept = async (job: SyncJob) =>
  (await rejectedRepo(app.services.ctx.db).list("default", job.id, undefined, 200)).map(({ _id }) => _id);
const wrong = (body: string) => signed(body, "whsec_nobodys");
const rowsOf = (job: SyncJob) => eventRows(app.services.ctx.db).find({ jobId: job.id }).toArray();

test("all jobs' refused requests are listed, filtered by job, reason and time, and counted for the other filters", async () => {
  const one = await createJob({}, { name: "One" });
  const other = await createJob({}, { name: "Other" });
  const event = JSON.stringify(customerEvent());
  const ids = [
    await refuse(one, event, wrong(event)),
    await refuse(one, event, ""),
    await refuse(other, event, signed(event, SECRET, NOW_S - 900)),
    await refuse(other, "not json", signed("not json")),
  ].reverse();
  const first = await list();
  expect(first.data.map(({ id }) => id)).toEqual(ids);
  expect(first.data.map(({ jobName, reason, canAdmit }) => [jobName, reason, canAdmit])).toEqual([
    ["Other", "not_json", false],
    ["Other", "timestamp", true],
    ["One", "header_missing", true],
    ["One", "signature", true],
  ]);
  expect(first.data[1]?.ageSeconds).toBeGreaterThan(890);
  const narrowed = await list(`jobId=${one.id}&reason=signature`);
  expect(narrowed.data.map(({ id }) => id)).toEqual([ids[3]]);
  expect(narrowed.counts).toMatchObject({
    total: 1,
    reason: expect.arrayContaining([
      { value: "signature", count: 1 },
      { value: "header_missing", count: 1 },
    ]),
    jobId: [{ value: one.id, count: 1 }],
  });
  const page = await list("limit=3");
  const rest = await list(`limit=3&cursor=${page.nextCursor}`);
  expect([...page.data, ...rest.data].map(({ id }) => id)).toEqual(ids);
  expect([rest.nextCursor, rest.counts]).toEqual([null, undefined]);
  expect((await list("from=2100-01-01T00:00:00Z")).data).toEqual([]);
  expect((await list("to=2020-01-01T00:00:00Z")).counts?.total).toBe(0);
  expect((await app.api("GET", `${PATH}?jobId=job_nobodys`)).status).toBe(404);
});

test("one is told with its verdict, the checks up to the one that failed, and no secret", async () => {
  const job = await createJob({}, { name: "Billing" });
  const event = JSON.stringify(customerEvent());
  const signature = signed(event, SECRET, NOW_S - 420);
  const late = await read(await refuse(job, event, signature));
  expect(late).toMatchObject({
    verdict: "too_old",
    body: event,
    provider: "Stripe",
    arrivedAs: null,
    explanation: { title: expect.stringContaining("7 minutes"), steps: expect.arrayContaining([]) },
  });
  expect(late.checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
    "url pass",
    "open pass",
    "body pass",
    "header pass",
    "signature pass",
    "time fail",
    "content skipped",
  ]);
  expect(late.headers["stripe-signature"]?.length).toBeLessThan(signature.length / 2);
  expect(Date.parse(late.resendsUntil ?? "") - Date.parse(late.at)).toBe(72 * 3_600_000);

  const first = await refuse(job, event, wrong(event));
  const second = await read(await refuse(job, event, wrong(event)));
  expect(second).toMatchObject({ verdict: "wrong_secret", alike: [first] });
  const reencoded = JSON.stringify(JSON.parse(event), null, 2);
  expect(await read(await refuse(job, reencoded, signed(event)))).toMatchObject({ verdict: "body_changed" });
  await createJob({ secret: "whsec_other" }, { name: "Neighbour" });
  const strayed = await read(await refuse(job, event, signed(event, "whsec_other")));
  expect(strayed).toMatchObject({ verdict: "other_job" });
  expect(strayed.explanation.title).toContain("Neighbour");

  expect((await post(job, event)).status).toBe(202);
  expect((await read(first)).arrivedAs).toMatch(/^evt_/);
  expect((await app.api("GET", `${PATH}/rej_unknown`)).status).toBe(404);
});

test("a person lets one in: one event, however often and at once, with who did it", async () => {
  const job = await createJob();
  const event = customerEvent();
  const body = JSON.stringify(event);
  const id = await refuse(job, body, wrong(body));
  const twice = (await Promise.all([admit(id), admit(id)])).flatMap(({ results }) => results);
  const again = (await admit(id)).results;
  const rows = await rowsOf(job);
  expect(rows).toHaveLength(1);
  expect(new Set([...twice, ...again].map(({ eventId }) => eventId))).toEqual(new Set([rows[0]?._id]));
  expect([...twice, ...again].map(({ outcome }) => outcome).sort()).toEqual(["admitted", "known", "known"]);
  expect(rows[0]).toMatchObject({ status: "pending", providerEventId: event.id });
  expect(rows[0]?.duplicates).toBeUndefined();

  const shown: EventDetail = (await app.api("GET", `/api/v1/events/${rows[0]?._id}`)).body;
  expect(shown).toMatchObject({ body, admitted: { by: expect.any(String) } });
  expect(await read(id)).toMatchObject({ canAdmit: false, admitted: { eventId: rows[0]?._id } });
  const log: { data: AuditEntry[] } = (await app.api("GET", `/api/v1/audit?target=${id}`)).body;
  expect(log.data.map(({ action, details }) => [action, details])).toEqual([
    ["rejected_request.admitted", { jobId: job.id, eventId: rows[0]?._id }],
  ]);
  const attention: { rejected: number } = (await app.api("GET", "/api/workspaces/default/overview/attention"))
    .body;
  const open = (await list("limit=200")).data.filter(({ admitted }) => !admitted);
  expect(attention.rejected).toBe(open.length);
});

test("what cannot become an event is refused with the reason; what came by itself meanwhile is known", async () => {
  const job = await createJob();
  const junk = await refuse(job, "not json", signed("not json"));
  const empty = await refuse(job, "", signed(""));
  const large = `{"x":"${"y".repeat(300_000)}"}`;
  const huge = await refuse(job, large, wrong(large));
  const body = JSON.stringify(customerEvent());
  const late = await refuse(job, body, wrong(body));
  const { id } = (await post(job, body)).body;
  const { results, missing } = await admit(junk, empty, huge, late, "rej_gone");
  expect(results).toEqual([
    { id: junk, outcome: "refused", problem: expect.stringMatching(/not valid JSON/) },
    { id: empty, outcome: "refused", problem: expect.stringMatching(/not kept/) },
    { id: huge, outcome: "refused", problem: expect.stringMatching(/not kept/) },
    { id: late, outcome: "known", eventId: id },
  ]);
  expect(missing).toBe(1);
  const rows = await rowsOf(job);
  expect(rows.map(({ duplicates }) => duplicates)).toEqual([undefined]);
  expect((await app.api("POST", `${PATH}/admit`, { ids: ["rej_gone"] })).status).toBe(404);
});
