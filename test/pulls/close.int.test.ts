import type { ReconcileFinding, ReconcileReport } from "@sluice/shared/reconcile";
import type { SyncRun } from "@sluice/shared/runs";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { expect, inject, onTestFinished, test } from "vitest";
import type { CloseOptions } from "../providers/close.ts";
import { sendFromClose } from "../support/close-sender.ts";
import { closeStand } from "./stand.ts";

const DAY_MS = 86_400_000;
/** Longer than an event of Close's may still grow. */
const SETTLED_MS = 400_000;
const SHALLOW = 200;
const OBJECTS = { leads: 260, contacts: 240, opportunities: 130, activities: 350, tasks: 20, users: 4 };
const COLLECTIONS = Object.keys(OBJECTS);

async function open(options: CloseOptions = {}) {
  const here = await closeStand(inject("mongoUri"), options);
  onTestFinished(here.close);
  return here;
}

test("the first run reads all of Close, deeper than it lets skip; the next what changed and was deleted", async () => {
  const here = await open({ mutationsPerPage: 2, maxSkip: SHALLOW });
  const { provider, createJob, pulled, drain, expectOracle, metadata } = here;
  provider.fill(OBJECTS);
  const job = await createJob();
  const first = await pulled(job);
  expect(first).toMatchObject({ kind: "backfill", status: "completed" });
  expect(first.counts.applied).toBeGreaterThanOrEqual(1_000);

  provider.options.mutationsPerPage = 0;
  const lead = [...provider.state().get("leads")!.keys()][0]!;
  provider.remove("leads", lead);
  provider.clock.advance(20_000);
  const call = provider.create("activities");
  provider.clock.advance(20_000);
  provider.update("activities", call.id as string, { duration: 417 });
  provider.mutate(120);
  provider.clock.advance(SETTLED_MS);
  const second = await pulled(job);
  expect(second).toMatchObject({ kind: "changes", status: "completed" });
  await drain(job);
  await expectOracle(COLLECTIONS);
  expect((await here.documents()).get("activities")?.get(call.id as string)).toMatchObject({ duration: 417 });
  expect(await metadata("leads", lead)).toBeNull();
  expect(await metadata("activities", call.id as string)).toMatchObject({
    _sync_metadata: { source: "close", via: "scheduled" },
  });
});

test("with 429s, a used-up limit, 500s and lost connections, nothing of Close is lost or counted twice", async () => {
  const { provider, createJob, pulled, expectOracle } = await open({ rate: { limit: 12, seconds: 0.3 } });
  provider.fill({ leads: 180, activities: 320 });
  provider.options.trouble = { seed: 3, failing: 10, dropped: 10, limited: 10, retryAfterSeconds: 0 };
  const job = await createJob({ schedule: { cron: "0 0 * * *", entities: ["leads", "activities"] } });
  expect(await pulled(job)).toMatchObject({
    status: "completed",
    progress: { objects: expect.any(Number) },
    counts: { applied: 500 },
  });
  await expectOracle(["leads", "activities"]);
});

test("where Close's log does not reach back that far, everything is read instead", async () => {
  const { provider, createJob, pulled, app, expectOracle } = await open();
  provider.fill({ leads: 30, tasks: 5 });
  const job = await createJob();
  await pulled(job);
  const jobs = app.services.ctx.db.collection<{ _id: string; changesSince: Date }>("sync_jobs");
  await jobs.updateOne({ _id: job.id }, { $set: { changesSince: new Date(Date.now() - 29.5 * DAY_MS) } });
  provider.update("leads", [...provider.state().get("leads")!.keys()][3]!, { name: "Later" });
  expect(await pulled(job)).toMatchObject({
    kind: "backfill",
    notes: [expect.stringMatching(/reaches back 30 days/)],
  });
  await expectOracle(["leads", "tasks"]);
});

test("a copy of Close is proven equal; what is missing, stale and extra is found and repaired", async () => {
  const here = await open();
  const { provider, createJob, pulled, app, expectOracle } = here;
  provider.fill(OBJECTS);
  const job = await createJob();
  await pulled(job);
  expect(await compare(here, job)).toMatchObject({ verdict: "equal", totals: { equal: 1_004 } });

  const db = app.services.client.db(job.destination.database);
  const [leads, activities] = ["leads", "activities"].map((name) => db.collection<{ _id: string }>(name));
  const [gone, wrong] = [...provider.state().get("leads")!.keys()] as [string, string];
  const [, frozen] = [...provider.state().get("activities")!.keys()] as [string, string];
  const sample = (await leads!.findOne({ _id: wrong }))!;
  await leads!.deleteOne({ _id: gone });
  await leads!.updateOne({ _id: wrong }, { $set: { name: "Nobody" } });
  await leads!.insertOne({ ...sample, _id: "lead_neverthere" });
  // As a peer had it for two months: calls whose length stayed what it was when they began.
  await activities!.updateOne({ _id: frozen }, { $set: { duration: -1 } });

  const report = await compare(here, job);
  expect(report).toMatchObject({ verdict: "differs", totals: { missing: 1, stale: 2, extra: 1 } });
  const { body } = await app.api("GET", `${route(job)}/reports/${report.runId}/findings?limit=50`);
  const found = (body as { data: ReconcileFinding[] }).data.map(({ id, kind }) => `${kind} ${id}`);
  expect(found.sort()).toEqual(
    [`missing ${gone}`, `stale ${wrong}`, `stale ${frozen}`, "extra lead_neverthere"].sort(),
  );
  const repair = await app.api("POST", `${route(job)}/${report.runId}/repair`, {
    kinds: ["missing", "stale", "extra"],
  });
  expect(await here.finish(repair.body)).toMatchObject({ status: "completed", counts: { repaired: 4 } });
  await expectOracle(COLLECTIONS);
  expect(await compare(here, job)).toMatchObject({ verdict: "equal" });
});

test.each(["hard", "soft"])(
  "what Close did not answer for a while and was deleted (%s) is restored",
  async (deleteMode) => {
    const here = await open();
    const { provider, createJob, pulled, drain, metadata, expectOracle } = here;
    provider.fill({ leads: 3 });
    const job = await createJob({ webhookConfig: { deleteMode } });
    await pulled(job);
    const [id] = [...provider.state().get("leads")!.keys()] as [string];
    const show = provider.hide("leads", id);
    provider.clock.advance(60_000);
    expect(await repaired(here, job)).toMatchObject({ extra: 1, counts: { repaired: 1 } });
    show();
    provider.clock.advance(60_000);
    expect(await repaired(here, job)).toMatchObject({ missing: 1, counts: { repaired: 1 } });
    await expectOracle(["leads"]);
    expect(await pulled(job, { kind: "backfill" })).toMatchObject({ status: "completed" });
    await expectOracle(["leads"]);

    provider.clock.advance(60_000);
    provider.update("leads", id, { name: "Later" });
    provider.clock.advance(SETTLED_MS);
    await pulled(job, { kind: "changes" });
    await drain(job);
    expect(await metadata("leads", id)).toMatchObject({ name: "Later" });
  },
);

test("what the log does not show to the key of somebody who is no admin is asked for, and a webhook may still bring it", async () => {
  const here = await open({ isAdmins: false });
  const { provider, createJob, pulled, drain, metadata, expectOracle, app } = here;
  provider.fill({ leads: 12, activities: 5 });
  const secret = "a1".repeat(32);
  const job = await createJob({ type: "webhook", webhookConfig: { secret, events: ["*"] } });
  await pulled(job, { kind: "backfill" });
  const [gone, ...leads] = [...provider.state().get("leads")!.keys()] as [string, string, ...string[]];
  for (const id of leads) provider.update("leads", id, { name: "Changed" });
  const kept = provider.events().at(-1)!;
  provider.create("activities");
  provider.remove("leads", gone);
  const status = { ...kept, id: "ev_status", object_type: "status.lead", object_id: "stat_1" };
  provider.log(status);
  provider.clock.advance(2 * 3_600_000);

  const run = await pulled(job, { kind: "changes" });
  expect(run).toMatchObject({
    status: "completed",
    notes: [expect.stringContaining("Use an admin's key")],
    counts: { stored: 1, asked: leads.length + 2, failed: 1 },
    failures: [{ collection: "status_leads", id: "stat_1", message: expect.stringContaining("status.lead") }],
  });
  await drain(job);
  await expectOracle(["leads", "activities"]);
  expect(await metadata("leads", leads[0]!)).toMatchObject({ name: "Changed" });

  const url = job.webhookUrl.replace("https://sluice.example.com", app.url);
  expect(await sendFromClose({ url, secret }, kept)).toMatchObject({
    status: 202,
    body: { status: "received" },
  });
});

type Here = Awaited<ReturnType<typeof open>>;
const route = ({ id }: SyncJob) => `/api/workspaces/default/sync-jobs/${id}/reconcile`;

async function compare(here: Here, job: SyncJob, collections = COLLECTIONS): Promise<ReconcileReport> {
  const { body: run }: { body: SyncRun } = await here.app.api("POST", route(job), { collections });
  expect(await here.finish(run)).toMatchObject({ status: "completed" });
  return (await here.app.api("GET", `${route(job)}/reports/${run.id}`)).body;
}

/** Compares the leads, and repairs what differs: what was found, and what became of it. */
async function repaired(here: Here, job: SyncJob) {
  const { runId, totals } = await compare(here, job, ["leads"]);
  const wish = { kinds: ["missing", "stale", "extra"] };
  const { body } = await here.app.api("POST", `${route(job)}/${runId}/repair`, wish);
  return { ...totals, counts: (await here.finish(body)).counts };
}

test("an event of another organization than the first is marked when it comes", async () => {
  const { provider, createJob, app } = await open();
  const secret = "ab".repeat(32);
  const job = await createJob({ type: "webhook", webhookConfig: { secret } });
  const target = { url: `${app.url}/api/webhooks/default/${job.id}`, secret };
  const jobs = app.services.ctx.db.collection<{ _id: string; account?: string }>("sync_jobs");
  provider.create("leads");
  await sendFromClose(target, provider.events().at(-1)!);
  await expect.poll(async () => (await jobs.findOne({ _id: job.id }))?.account).toBe(provider.account);
  provider.create("leads");
  await sendFromClose(target, provider.events().at(-1)!);
  provider.create("leads");
  const strange = { ...provider.events().at(-1)!, organization_id: "orga_another" };
  const { body } = await sendFromClose(target, strange);
  const marked: { body: { data: object[] } } = await app.api(
    "GET",
    `/api/v1/events?jobId=${job.id}&flag=mismatch`,
  );
  expect(marked.body.data).toMatchObject([{ id: body.id, mismatch: ["account"] }]);
});
