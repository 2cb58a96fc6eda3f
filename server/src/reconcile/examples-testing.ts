import type { reconcileContract } from "@sluice/shared/reconcile";
import { sender } from "../events/receive-testing.ts";
import { newId } from "../platform/ids.ts";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";
import { findingId, findingsRepo } from "./findings-repo.ts";
import { reportRepo } from "./report-repo.ts";

const jobWithKey = (app: TestApp) =>
  sender(() => app).createJob({}, { source: { connector: "stripe", apiKey: "sk_test_example" } });

/** The parameters of a report with one finding. */
async function reported(app: TestApp) {
  const job = await jobWithKey(app);
  const own = { workspaceId: job.workspaceId, jobId: job.id };
  const runId = newId("run");
  const now = new Date();
  const totals = {
    inProvider: 3,
    inDestination: 3,
    equal: 2,
    missing: 0,
    stale: 1,
    extra: 0,
    changed: 0,
    unproven: 0,
    leftOut: 0,
  };
  const repair = { runId: newId("run"), repaired: 0, alreadyRight: 0, newerEventWon: 1, failed: 0 };
  await reportRepo(app.services.ctx.db).put({
    _id: runId,
    ...own,
    startedAt: now,
    finishedAt: now,
    verdict: "differs",
    text: "1 stale of 3 customers",
    totals,
    requests: 3,
    isScheduled: false,
    repairs: [{ ...repair, at: now, text: "Repaired 0 of 1; 1 had a newer event" }],
    collections: [
      {
        ...totals,
        collection: "customers",
        title: "Customers",
        isProvable: true,
        fields: [{ path: "email", count: 1 }],
      },
    ],
    ignored: ["invoice_prefix"],
  });
  await findingsRepo(app.services.ctx.db).add([
    {
      _id: findingId(runId, "customers", "cus_1"),
      ...own,
      runId,
      collection: "customers",
      objectId: "cus_1",
      listed: true,
      kind: "stale",
      state: "found",
      differences: [{ path: "email", there: "new@example.com", here: "old@example.com" }],
      paths: ["email"],
      syncedAt: now,
      repair: "newerEventWon",
    },
  ]);
  return { ...own, runId };
}

export const reconcileExamples: Examples<typeof reconcileContract> = {
  async options(app) {
    const { workspaceId, id } = await jobWithKey(app);
    return { params: { workspaceId, jobId: id } };
  },
  async start(app) {
    const { workspaceId, id } = await jobWithKey(app);
    return { params: { workspaceId, jobId: id }, body: { collections: ["customers"] } };
  },
  async setSchedule(app) {
    const { workspaceId, id } = await jobWithKey(app);
    return {
      params: { workspaceId, jobId: id },
      body: { schedule: { cron: "0 3 * * *", collections: ["customers"] } },
    };
  },
  async reports(app) {
    const { runId: _, ...params } = await reported(app);
    return { params, query: { limit: 5 } };
  },
  report: async (app) => ({ params: await reported(app) }),
  findings: async (app) => ({
    params: await reported(app),
    query: { kind: "stale", collection: "customers" },
  }),
  previewRepair: async (app) => ({ params: await reported(app), body: { kinds: ["stale"] } }),
  repair: async (app) => ({ params: await reported(app), body: { kinds: ["stale", "missing"] } }),
};
