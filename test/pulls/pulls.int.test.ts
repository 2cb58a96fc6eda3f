import { afterEach, expect, inject, test } from "vitest";
import { startDue } from "../../server/src/pulls/index.ts";
import { type Stand, stand } from "./stand.ts";

const DAY_MS = 86_400_000;
let here: Stand;
afterEach(() => here.close());
const open = async (...options: Parameters<typeof stand> extends [string, ...infer Rest] ? Rest : never) => {
  here = await stand(inject("mongoUri"), ...options);
  return here;
};

test("the first run reads everything, the next what changed since; both end in what Stripe has", async () => {
  const { stripe, createJob, pulled, drain, expectOracle, metadata } = await open({ mutationsPerPage: 2 });
  stripe.fill({ customers: 750, subscriptions: 120, invoices: 40 });
  const job = await createJob();
  const first = await pulled(job);
  expect(first).toMatchObject({
    kind: "backfill",
    status: "completed",
    notes: [expect.stringMatching(/first run/)],
    startedBy: { kind: "key" },
  });
  expect(first.progress.objects).toBeGreaterThanOrEqual(910);
  expect(first.counts.applied).toBeGreaterThanOrEqual(900);

  stripe.options.mutationsPerPage = 0;
  stripe.clock.advance(10_000);
  stripe.mutate(200);
  stripe.clock.advance(10_000);
  const second = await pulled(job);
  expect(second).toMatchObject({ kind: "changes", status: "completed", notes: [] });
  expect(second.counts.stored).toBeGreaterThan(100);
  await drain(job);
  await expectOracle();
  const changed = stripe.events().at(-1)!.data.object;
  const [collection] = [...stripe.state()].find(([, known]) => known.has(changed.id as string)) ?? [];
  if (collection)
    expect(await metadata(collection, changed.id as string)).toMatchObject({
      _sync_metadata: { via: "scheduled", eventType: expect.any(String) },
    });
  // The overlap is read again, and is known.
  const third = await pulled(job);
  expect(third.counts).toMatchObject({ stored: 0, duplicates: expect.any(Number) });
});

test("where a job's events name the account, its lists, its log and its webhooks write one document", async () => {
  const { stripe, createJob, pulled, drain, documents, app } = await open();
  stripe.fill({ products: 3 });
  const job = await createJob();
  const jobs = app.services.ctx.db.collection<{ _id: string; account: string }>("sync_jobs");
  await jobs.updateOne({ _id: job.id }, { $set: { account: stripe.account } });
  await pulled(job);
  stripe.clock.advance(10_000);
  const made = stripe.create("products");
  stripe.clock.advance(10_000);
  await pulled(job);
  await drain(job);
  const ids = [...stripe.state().get("products")!.keys()].map((id) => `${stripe.account}:${id}`);
  expect(ids).toContain(`${stripe.account}:${made.id}`);
  expect([...(await documents()).get("products")!.keys()].sort()).toEqual(ids.sort());
});

test("a backfill goes on from its checkpoint, whoever died where", async () => {
  const { stripe, createJob, pull, step, finish, expectOracle, runs } = await open();
  stripe.fill({ customers: 1_900, products: 30 });
  const job = await createJob({ schedule: { cron: "0 0 * * *", entities: ["products", "customers"] } });
  const { body: run } = await pull(job);
  stripe.options.trouble = { slow: 100, slowMs: 400 };
  expect((await step(run.id)).next).toBe("more");
  const half = await here.read(run);
  expect(half.progress.pages).toBeGreaterThan(1);
  expect(half.progress.at).toMatch(/^Customers, 1 of 2$/);
  stripe.options.trouble = {};
  const before = stripe.requests.length;
  const done = await finish(run);
  expect(done).toMatchObject({ status: "completed", progress: { objects: 1_930, total: { count: 1_930 } } });
  // What was being read ahead, five pages at most, is read again.
  expect(stripe.requests.length - before).toBeLessThanOrEqual(20 - half.progress.pages + 5);
  await expectOracle(["customers", "products"]);
  expect((await runs.findOne({ _id: run.id }))?.checkpoint).toMatchObject({
    entities: ["customers", "products"],
  });
});

test("what Stripe refuses for a while is asked again; nothing is lost and nothing counted twice", async () => {
  const { stripe, createJob, pulled, expectOracle } = await open();
  stripe.fill({ customers: 1_200 });
  stripe.options.trouble = {
    seed: 7,
    limited: 15,
    retryAfterSeconds: 0,
    failing: 10,
    dropped: 10,
    slow: 10,
    slowMs: 50,
  };
  const job = await createJob({ schedule: { cron: "0 0 * * *", entities: ["customers"] } });
  const run = await pulled(job);
  expect(run).toMatchObject({
    status: "completed",
    progress: { objects: 1_200 },
    counts: { applied: 1_200 },
  });
  await expectOracle(["customers"]);
});

test("a provider that asks to wait is left alone until then, and the page says why", async () => {
  const { stripe, createJob, pull, step, read } = await open({}, { SLUICE_TIME_SCALE: "1" });
  stripe.fill({ customers: 10 });
  const { body: run } = await pull(await createJob());
  stripe.options.trouble = { limited: 100, retryAfterSeconds: 90 };
  const after = await step(run.id);
  expect(after.next).toBe("wait");
  expect((after.at as number) - Date.now()).toBeGreaterThan(85_000);
  const requests = stripe.requests.length;
  const other = await here.createJob();
  const { body: second } = await pull(other);
  expect((await step(second.id)).next).toBe("wait");
  expect(stripe.requests).toHaveLength(requests);
  expect(await read(run)).toMatchObject({
    status: "waiting",
    waiting: { reason: expect.stringMatching(/too many requests/) },
  });
});

test("a key that is refused fails the run, and says what to do", async () => {
  const { createJob, pulled } = await open();
  const job = await createJob({ source: { connector: "stripe", apiKey: "sk_test_wrong" } });
  expect(await pulled(job)).toMatchObject({
    status: "failed",
    error: expect.stringMatching(/refuses the API key/),
  });
});

test("a key of another account or mode than the first reads nothing", async () => {
  const { stripe, createJob, pulled, app, documents } = await open();
  stripe.fill({ customers: 10 });
  const job = await createJob();
  await pulled(job);
  const jobs = app.services.ctx.db.collection<{ _id: string }>("sync_jobs");
  await jobs.updateOne({ _id: job.id }, { $set: { "keyOwner.account": "acct_first" } });
  stripe.fill({ customers: 5 });
  for (const kind of ["backfill", "changes"])
    expect(await pulled(job, { kind })).toMatchObject({
      status: "failed",
      error: expect.stringMatching(/acct_first.*another job/),
    });
  expect((await documents()).get("customers")?.size).toBe(10);
});

test("a key that may not tell whose it is reads, until another has told", async () => {
  const { stripe, createJob, pulled } = await open({ hidesAccount: true });
  stripe.fill({ customers: 10 });
  const job = await createJob();
  expect(await pulled(job)).toMatchObject({ status: "completed", counts: { applied: 10 } });
  stripe.options.hidesAccount = false;
  expect(await pulled(job)).toMatchObject({ status: "completed" });
  stripe.options.hidesAccount = true;
  expect(await pulled(job)).toMatchObject({
    status: "failed",
    error: expect.stringMatching(/let it read the account too/),
  });
});

test("what a schedule reads for the first time is read from its beginning", async () => {
  const { stripe, createJob, pulled, app, expectOracle } = await open();
  stripe.fill({ customers: 10, products: 7 });
  const job = await createJob({ schedule: { cron: "0 0 * * *", entities: ["customers"] } });
  await pulled(job);
  expect((await pulled(job)).kind).toBe("changes");
  const more = { cron: "0 0 * * *", entities: ["customers", "products"] };
  await app.api("PATCH", `/api/workspaces/default/sync-jobs/${job.id}`, { schedule: more });
  expect((await pulled(job)).kind).toBe("backfill");
  await expectOracle(["customers", "products"]);
  const fewer = { cron: "0 0 * * *", entities: ["products"] };
  await app.api("PATCH", `/api/workspaces/default/sync-jobs/${job.id}`, { schedule: fewer });
  expect((await pulled(job)).kind).toBe("changes");
});

test("cancelled midway, what is there stays; two workers at once end in the same", async () => {
  const { stripe, createJob, pull, step, finish, app, expectOracle, documents } = await open();
  stripe.fill({ customers: 1_500 });
  const job = await createJob({ schedule: { cron: "0 0 * * *", entities: ["customers"] } });
  const { body: run } = await pull(job);
  expect((await pull(job)).status).toBe(409);
  stripe.options.trouble = { slow: 100, slowMs: 300 };
  const stepping = step(run.id);
  await expect
    .poll(async () => (await documents()).get("customers")?.size ?? 0, { timeout: 5_000 })
    .toBeGreaterThan(0);
  const route = `/api/workspaces/default/sync-jobs/${job.id}/runs/${run.id}/cancel`;
  expect((await app.api("POST", route)).status).toBe(200);
  expect((await stepping).next).toBe("end");
  const kept = (await documents()).get("customers")?.size;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(1_500);
  stripe.options.trouble = {};
  const { body: again } = await pull(job);
  await Promise.all([finish(again), finish(again)]);
  expect(await here.read(again)).toMatchObject({ status: "completed", progress: { objects: 1_500 } });
  await expectOracle(["customers"]);
});

test("where the log does not reach back that far, everything is read instead, and the run says so", async () => {
  const { stripe, createJob, pulled, app, expectOracle } = await open();
  stripe.fill({ customers: 20 });
  const job = await createJob();
  await pulled(job);
  const jobs = app.services.ctx.db.collection<{ _id: string; changesSince: Date }>("sync_jobs");
  const longAgo = new Date(Date.now() - 29.5 * DAY_MS);
  await jobs.updateOne({ _id: job.id }, { $set: { changesSince: longAgo } });
  stripe.clock.advance(60_000);
  stripe.mutate(30);
  stripe.clock.advance(60_000);
  const run = await pulled(job);
  expect(run).toMatchObject({ kind: "backfill", notes: [expect.stringMatching(/reaches back 30 days/)] });
  const after = await jobs.findOne({ _id: job.id });
  expect(after?.changesSince.getTime()).toBeGreaterThan(Date.now());
  expect((await pulled(job)).kind).toBe("changes");
  await here.drain(job);
  await expectOracle();
});

test("a schedule that has come starts one run, however many look and however often it was missed", async () => {
  const { createJob, app, runs } = await open();
  const { ctx } = app.services;
  const jobs = ctx.db.collection<{ _id: string; nextRunAt: Date }>("sync_jobs");
  const [due, paused, later] = [await createJob(), await createJob({ paused: true }), await createJob()];
  const missed = new Date(Date.now() - 5 * DAY_MS);
  await jobs.updateMany({ _id: { $in: [due.id, paused.id] } }, { $set: { nextRunAt: missed } });
  const found = await Promise.all([startDue(ctx), startDue(ctx), startDue(ctx)]);
  expect(found.map(({ started }) => started).sort()).toEqual([0, 0, 1]);
  const started = await runs.find().toArray();
  expect(started.map((run) => [run.jobId, run.startedBy])).toEqual([[due.id, undefined]]);
  expect((await jobs.findOne({ _id: due.id }))?.nextRunAt.getTime()).toBeGreaterThan(Date.now());
  expect(later.schedule?.next).toHaveLength(3);
  // A death between the run and the schedule's moving on: it is looked at again, even after the run's end.
  await runs.updateMany({}, { $set: { status: "completed" }, $unset: { activeKey: "" } });
  await jobs.updateOne({ _id: due.id }, { $set: { nextRunAt: missed } });
  expect((await startDue(ctx)).started).toBe(0);
  expect(await runs.countDocuments()).toBe(1);
  // What was paused runs when it is resumed.
  await app.api("PATCH", `/api/workspaces/default/sync-jobs/${paused.id}`, { paused: false });
  expect((await startDue(ctx)).started).toBe(1);
});

test("after a downtime many begin one after the other", async () => {
  const { createJob, app, runs } = await open();
  const { ctx } = app.services;
  for (let index = 0; index < 12; index += 1) await createJob();
  await ctx.db.collection("sync_jobs").updateMany({}, { $set: { nextRunAt: new Date(Date.now() - DAY_MS) } });
  expect(await startDue(ctx)).toEqual({ started: 12, more: false });
  const all = await runs.find().sort({ _id: 1 }).toArray();
  expect(all.map((run) => run.status)).toEqual([
    ...Array.from({ length: 8 }, () => "queued"),
    ...Array.from({ length: 4 }, () => "waiting"),
  ]);
  const last = app.sent.filter(({ name }) => name === "sync/run-requested").at(-1);
  expect((last?.ts as number) - Date.now()).toBeGreaterThan(1_000);
});
