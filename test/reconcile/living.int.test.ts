import { setTimeout as delay } from "node:timers/promises";
import type { SyncRun } from "@sluice/shared/runs";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { connectorOf } from "../../server/src/connectors/index.ts";
import { applyChanges } from "../../server/src/destinations/index.ts";
import { runKinds } from "../../server/src/run-kinds.ts";
import { advanceRun } from "../../server/src/runs/index.ts";
import { jobRepo } from "../../server/src/sync-jobs/index.ts";
import { type Stand, type StandJob, startStand } from "./bench-job.ts";

const COLLECTIONS = ["customers", "products"];
let stand: Stand;

beforeAll(async () => {
  stand = await startStand({ seed: 11, skewMs: -3_600_000 });
  stand.stripe.fill({ customers: 700, products: 150 });
});
afterAll(() => stand.close());

/** Writes events into the destination that nobody has written yet, as their webhooks would. */
function following(job: StandJob) {
  let done = stand.stripe.events().length;
  const { ctx } = stand.app.services;
  return async () => {
    const events = stand.stripe.events().slice(done);
    done += events.length;
    const connector = connectorOf("stripe");
    const changes = events.flatMap((event) => {
      const mapping = connector.map(event, event.type);
      if (mapping.kind !== "change") return [];
      const { collection } = mapping;
      const common = { source: "stripe", jobId: job.job.id, via: "webhook" as const };
      return [{ ...common, rowId: event.id, eventId: event.id, eventType: event.type, collection, mapping }];
    });
    await applyChanges(job.db, changes, {
      deleteMode: "hard",
      connector,
      ties: async () =>
        stand.stripe
          .events()
          .map((event) => ({ eventId: event.id, type: event.type, payload: event as unknown })),
      faults: ctx.faults,
      now: new Date(),
    });
  };
}

test("what changes while it is compared is no finding, whatever the provider's clock says", async () => {
  const job = await stand.newJob();
  await job.fill(COLLECTIONS);
  const follow = following(job);
  stand.stripe.options.mutationsPerPage = 6;
  onTestFinished(() => {
    stand.stripe.options.mutationsPerPage = 0;
  });
  let isOver = false;
  // Webhooks come late: only some of the time.
  const late = (async () => {
    while (!isOver) {
      await delay(60);
      await follow();
    }
  })();
  const report = await job.reconcile({ collections: COLLECTIONS });
  isOver = true;
  await late;
  expect(await job.findings(report)).toEqual([]);
  expect(report.totals).toMatchObject({ missing: 0, stale: 0, extra: 0 });
  expect(report.totals.changed).toBeGreaterThan(0);
});

test("with a provider that fails, limits and hangs up, the counts are the same", async () => {
  const job = await stand.newJob();
  await job.fill(COLLECTIONS);
  const [first, second] = [...stand.stripe.state().get("customers")!.keys()] as [string, string];
  await job.collection("customers").deleteOne({ _id: first });
  await job.collection("customers").updateOne({ _id: second }, { $set: { email: "x@example.com" } });
  stand.stripe.options.trouble = { limited: 15, retryAfterSeconds: 0, failing: 10, dropped: 10 };
  onTestFinished(() => {
    stand.stripe.options.trouble = {};
  });
  const report = await job.reconcile({ collections: COLLECTIONS });
  const size = (name: string) => stand.stripe.state().get(name)!.size;
  const all = size("customers") + size("products");
  expect(report.totals).toMatchObject({ inProvider: all, equal: all - 2, missing: 1, stale: 1, extra: 0 });
  expect(await job.repair(report, { kinds: ["missing", "stale"] })).toMatchObject({
    status: "completed",
    counts: { repaired: 2 },
  });
  await job.expectOracle(COLLECTIONS);
}, 60_000);

test("a newer event than the finding stays, and what became right is not written", async () => {
  const job = await stand.newJob();
  await job.fill(["customers"]);
  const [first, second, third] = [...stand.stripe.state().get("customers")!.keys()] as [
    string,
    string,
    string,
  ];
  await job
    .collection("customers")
    .updateMany({ _id: { $in: [first, second, third] } }, { $set: { email: "x@example.com" } });
  const report = await job.reconcile({ collections: ["customers"] });
  expect(report.totals.stale).toBe(3);
  const right = stand.stripe.state().get("customers")!.get(first)!;
  await job.collection("customers").updateOne({ _id: first }, { $set: { email: right.email } });
  const future = `${String((Date.now() + 86_400_000) * 1000)}2001evt_newer.000`;
  await job
    .collection("customers")
    .updateOne({ _id: second }, { $set: { email: "newer@example.com", "_sync_metadata.version": future } });
  const run = await job.repair(report, { kinds: ["stale"] });
  expect(run.counts).toMatchObject({ repaired: 1, alreadyRight: 1, newerEventWon: 1, failed: 0 });
  expect(await job.collection("customers").findOne({ _id: second })).toMatchObject({
    email: "newer@example.com",
  });
  expect((await job.findings(report)).map(({ id, repair }) => [id, repair])).toEqual(
    [
      [first, "alreadyRight"],
      [second, "newerEventWon"],
      [third, "repaired"],
    ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
});

test("several workers at once count and repair everything once", async () => {
  const { app } = stand;
  const job = await stand.newJob();
  await job.fill(COLLECTIONS);
  const known = [...stand.stripe.state().get("customers")!.keys()];
  await job.collection("customers").deleteMany({ _id: { $in: known.slice(0, 60) } });
  await job
    .collection("customers")
    .updateMany({ _id: { $in: known.slice(60, 90) } }, { $set: { name: "wrong" } });
  const sample = await job.collection("customers").findOne({ _id: known[100]! });
  for (let n = 0; n < 40; n += 1)
    await job.collection("customers").insertOne({ ...sample, _id: `cus_extra${n}` });
  const deps = { ...app.services, jobOf: jobRepo(app.services.ctx.db).findById };
  const crowd = async (id: string) => {
    const worker = async () => {
      for (let quiet = 0; quiet < 3; ) {
        const next = await advanceRun(app.services.ctx, deps, runKinds, id);
        if (next.next === "wait") await delay(Math.max(0, (next.at ?? 0) - Date.now()) + 1);
        else quiet += next.next === "end" ? 1 : 0;
        await delay(5);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    return job.finish(id);
  };
  const size = (name: string) => stand.stripe.state().get(name)!.size;
  const { id } = await job.call<SyncRun>("POST", "", { collections: COLLECTIONS });
  await crowd(id);
  const reports = await job.call<{ data: { runId: string; totals: object }[] }>("GET", "/reports");
  expect(reports.data[0]?.totals).toMatchObject({
    inProvider: size("customers") + size("products"),
    missing: 60,
    stale: 30,
    extra: 40,
    equal: size("customers") + size("products") - 90,
  });
  const repair = await job.call<SyncRun>("POST", `/${id}/repair`, { kinds: ["missing", "stale", "extra"] });
  expect((await crowd(repair.id)).counts).toMatchObject({ repaired: 130, failed: 0 });
  await job.expectOracle(COLLECTIONS);
  const left = await app.services.ctx.db.collection("reconcile_seen").countDocuments();
  expect(left).toBe(0);
}, 60_000);

test("a key of another mode or account compares nothing: all would be extra", async () => {
  const job = await stand.newJob();
  await job.fill(["products"]);
  const jobs = stand.app.services.ctx.db.collection<{ _id: string }>("sync_jobs");
  await jobs.updateOne({ _id: job.job.id }, { $set: { livemode: true } });
  const { id } = await job.call<SyncRun>("POST", "", {});
  expect(await job.finish(id)).toMatchObject({
    status: "failed",
    error: expect.stringContaining("live"),
  });
  await jobs.updateOne({ _id: job.job.id }, { $set: { livemode: false, account: "acct_another" } });
  const other = await job.call<SyncRun>("POST", "", {});
  expect(await job.finish(other.id)).toMatchObject({
    status: "failed",
    error: expect.stringContaining("acct_another"),
  });
});

test("a key of another account than the first deletes nothing, by hand or by schedule", async () => {
  const job = await stand.newJob();
  const { ctx } = stand.app.services;
  await job.fill(["products"]);
  await job.reconcile({ collections: ["products"] });
  const jobs = ctx.db.collection<{ _id: string; keyOwner?: { account: string } }>("sync_jobs");
  expect(await jobs.findOne({ _id: job.job.id })).toMatchObject({
    keyOwner: { account: stand.stripe.account },
  });
  await jobs.updateOne({ _id: job.job.id }, { $set: { "keyOwner.account": "acct_first" } });
  const { id } = await job.call<SyncRun>("POST", "", {});
  expect(await job.finish(id)).toMatchObject({
    status: "failed",
    error: expect.stringMatching(/acct_first/),
  });

  // Beside a job of that account no other may read, and its documents are nobody else's to prove.
  const beside = await stand.newJob({ destination: job.job.destination });
  const refused = await beside.call<SyncRun>("POST", "", {});
  expect(await beside.finish(refused.id)).toMatchObject({ error: expect.stringMatching(/they would mix/) });
  await jobs.updateOne({ _id: job.job.id }, { $unset: { keyOwner: "" } });
  const sample = await job.collection("products").findOne({});
  await job.collection("products").insertOne({ ...sample, _id: "prod_theirs" });
  expect(await beside.reconcile({ collections: ["products"] })).toMatchObject({ totals: { extra: 0 } });
});

test("without a key there is a reason, and an unknown collection is refused", async () => {
  const bare = await stand.newJob({ source: { connector: "stripe" } });
  expect(await bare.call("GET", "")).toMatchObject({ problem: expect.stringContaining("API key") });
  const refused = await stand.app.api("POST", bare.route(""), {});
  expect(refused.status).toBe(422);
  const job = await stand.newJob();
  expect((await stand.app.api("POST", job.route(""), { collections: ["ghosts"] })).status).toBe(422);
  const options = await job.call<{ collections: { collection: string; isWanted: boolean }[] }>("GET", "");
  expect(options.collections.find(({ collection }) => collection === "customers")?.isWanted).toBe(true);
});

test("what was erased for good is neither missing nor brought back", async () => {
  const job = await stand.newJob();
  await job.fill(["customers"]);
  const [first] = [...stand.stripe.state().get("customers")!.keys()] as [string];
  const { ctx } = stand.app.services;
  await stand.app.api("POST", "/api/v1/erasures", { jobId: job.job.id, objectIds: [first] });
  const { eraseNext } = await import("../../server/src/erasures/index.ts");
  const erasure = await ctx.db.collection<{ _id: string }>("erasures").findOne({ jobId: job.job.id });
  while (await eraseNext(ctx, stand.app.services, erasure!._id));
  expect(await job.collection("customers").findOne({ _id: first })).toBeNull();
  const report = await job.reconcile({ collections: ["customers"] });
  expect(report).toMatchObject({ verdict: "equal", totals: { missing: 0, leftOut: 1 } });
});

test("documents are compared as the job transforms them, and nothing it drops is shown", async () => {
  const operations = [
    { op: "drop", paths: ["email"] },
    { op: "mask", paths: ["name"], keep: 0 },
  ];
  const job = await stand.newJob({ transform: { operations } });
  await job.fill(["customers"]);
  const [first, second] = [...stand.stripe.state().get("customers")!.keys()] as [string, string];
  const stored = await job.collection("customers").findOne({ _id: first });
  expect(stored).not.toHaveProperty("email");
  expect((await job.reconcile({ collections: ["customers"] })).verdict).toBe("equal");
  await job.collection("customers").deleteOne({ _id: first });
  await job
    .collection("customers")
    .updateOne({ _id: second }, { $set: { balance: 7, email: "kept@example.com" } });
  const report = await job.reconcile({ collections: ["customers"] });
  expect(report.totals).toMatchObject({ missing: 1, stale: 1, extra: 0 });
  const findings = await job.findings(report);
  const { email, name } = stand.stripe.state().get("customers")!.get(first) as Record<string, string>;
  const told = JSON.stringify(findings);
  for (const secret of [email, name]) if (secret) expect(told).not.toContain(secret);
  expect(findings.find(({ id }) => id === second)?.differences).toContainEqual({
    path: "email",
    here: "kept@example.com",
  });
  expect(await job.repair(report, { kinds: ["missing", "stale"] })).toMatchObject({
    counts: { repaired: 2 },
  });
  const { _sync_metadata: _was, ...before } = stored as Record<string, unknown>;
  const { _sync_metadata: _is, ...after } = (await job
    .collection("customers")
    .findOne({ _id: first })) as Record<string, unknown>;
  expect(after).toEqual(before);
  expect((await job.reconcile({ collections: ["customers"] })).verdict).toBe("equal");
});
