import type { ReconcileOptions } from "@sluice/shared/reconcile";
import type { SyncRun } from "@sluice/shared/runs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDueReconciles } from "../../server/src/reconcile/index.ts";
import { type Stand, type StandJob, startStand } from "./bench-job.ts";

let stand: Stand;

beforeAll(async () => {
  stand = await startStand({ seed: 13 });
  stand.stripe.fill({ customers: 120 });
});
afterAll(() => stand.close());

const runsOf = async ({ job }: StandJob, kind: string): Promise<SyncRun[]> =>
  (
    (await stand.app.api("GET", `/api/workspaces/default/sync-jobs/${job.id}/runs?kind=${kind}`)).body as {
      data: SyncRun[];
    }
  ).data;

test("a schedule compares once for each time that has come, and repairs where it is asked to", async () => {
  const { ctx } = stand.app.services;
  const job = await stand.newJob();
  await job.fill(["customers"]);
  const [first] = [...stand.stripe.state().get("customers")!.keys()] as [string];
  await job.collection("customers").deleteOne({ _id: first });
  const wish = { cron: "0 3 * * *", timezone: "Europe/Berlin", repair: true, collections: ["customers"] };
  await job.call("PUT", "/schedule", { schedule: wish });
  const { schedule } = await job.call<ReconcileOptions>("GET", "");
  expect(schedule).toMatchObject(wish);
  const next = new Date(schedule!.nextAt!);
  expect(next.getTime()).toBeGreaterThan(Date.now());
  expect((await startDueReconciles(ctx, new Date(next.getTime() - 1_000))).started).toBe(0);

  // Missed for days, and looked at by three at once: one run, and the next time lies ahead.
  const later = new Date(next.getTime() + 3 * 86_400_000);
  await Promise.all([1, 2, 3].map(() => startDueReconciles(ctx, later)));
  const [run, ...others] = await runsOf(job, "reconcile");
  expect([run?.startedBy, others.length]).toEqual([null, 0]);
  const after = (await job.call<ReconcileOptions>("GET", "")).schedule!.nextAt!;
  expect(Date.parse(after)).toBeGreaterThan(later.getTime());

  expect(await job.finish(run!.id)).toMatchObject({ status: "completed", counts: { missing: 1 } });
  const notice = async () =>
    JSON.stringify((await stand.app.api("GET", `/api/workspaces/default/sync-jobs/${job.job.id}`)).body);
  expect(await notice()).toContain("reconcile_differs");
  await Promise.all([1, 2].map(() => startDueReconciles(ctx)));
  const repairs = await runsOf(job, "repair");
  expect(repairs).toHaveLength(1);
  expect(await job.finish(repairs[0]!.id)).toMatchObject({ counts: { repaired: 1 } });
  await job.expectOracle(["customers"]);
  expect(await notice()).not.toContain("reconcile_differs");
  expect((await startDueReconciles(ctx)).started).toBe(0);

  await job.call("PUT", "/schedule", { schedule: null });
  expect((await job.call<ReconcileOptions>("GET", "")).schedule).toBeNull();
});

test("a schedule deletes nothing where most of what is there seems extra", async () => {
  const { ctx } = stand.app.services;
  const job = await stand.newJob();
  await job.fill(["customers"]);
  const sample = await job.collection("customers").findOne({});
  const strangers = Array.from({ length: 130 }, (_, index) => ({ ...sample, _id: `cus_theirs${index}` }));
  await job.collection("customers").insertMany(strangers as never);
  const [first] = [...stand.stripe.state().get("customers")!.keys()] as [string];
  await job.collection("customers").deleteOne({ _id: first });
  const wish = { cron: "0 3 * * *", timezone: "UTC", repair: true, collections: ["customers"] };
  await job.call("PUT", "/schedule", { schedule: wish });
  const { schedule } = await job.call<ReconcileOptions>("GET", "");
  await startDueReconciles(ctx, new Date(schedule!.nextAt!));
  const [run] = await runsOf(job, "reconcile");
  expect(await job.finish(run!.id)).toMatchObject({ counts: { missing: 1 } });
  // Another comparison under way does not swallow the repair.
  const again = await job.call<SyncRun>("POST", "", { collections: ["customers"] });
  expect((await startDueReconciles(ctx)).started).toBe(0);
  await job.finish(again.id);
  await startDueReconciles(ctx);
  const [repair] = await runsOf(job, "repair");
  expect(await job.finish(repair!.id)).toMatchObject({
    counts: { repaired: 1 },
    notes: [expect.stringMatching(/seemed extra/), expect.any(String)],
  });
  expect(await job.collection("customers").countDocuments()).toBe(250);
});

test("a schedule that never comes, or of a job without a key, is refused", async () => {
  const job = await stand.newJob();
  const set = (schedule: object) => stand.app.api("PUT", job.route("/schedule"), { schedule });
  expect((await set({ cron: "0 3 31 2 *" })).status).toBe(400);
  expect((await set({ cron: "often" })).status).toBe(400);
  expect((await set({ cron: "0 3 * * *", collections: ["ghosts"] })).status).toBe(422);
  const bare = await stand.newJob({ source: { connector: "stripe" } });
  const refused = await stand.app.api("PUT", bare.route("/schedule"), { schedule: { cron: "0 3 * * *" } });
  expect(refused.status).toBe(422);
});
