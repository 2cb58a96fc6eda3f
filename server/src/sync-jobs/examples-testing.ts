import type { SluiceContract } from "@sluice/shared/contract";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { newId } from "../platform/ids.ts";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";
import { executionRepo } from "./execution-repo.ts";

const workspaceId = "default";
const NEW_JOB = {
  name: "Stripe live",
  source: { connector: "stripe" as const },
  destination: { database: "examples_test" },
  webhookConfig: { secret: "whsec_examples" },
};

const EXISTS = { path: "$.object.id", operator: "exists" as const };

const DRAFT = {
  step: "connect" as const,
  name: "Half done",
  source: { connector: "stripe" as const, apiKey: "rk_test_examples" },
  destination: { uri: "mongodb://ada:secret@db.example.com", database: "half" },
  webhookConfig: { events: ["invoice.*"], secret: "whsec_examples" },
};

/** The parameters of a new job that has received one event and refused one request. */
async function ofJob(app: TestApp): Promise<{ params: { workspaceId: string; jobId: string } }> {
  const job: SyncJob = (await app.api("POST", `/api/workspaces/${workspaceId}/sync-jobs`, NEW_JOB)).body;
  await app.api("POST", `/api/webhooks/${workspaceId}/${job.id}/test`, {});
  await fetch(`${app.url}/api/webhooks/${workspaceId}/${job.id}`, { method: "POST", body: "{}" });
  return { params: { workspaceId, jobId: job.id } };
}

/** The parameters of a job in the middle of a rotation. */
async function rotated(app: TestApp) {
  const { params } = await ofJob(app);
  const route = `/api/workspaces/${workspaceId}/sync-jobs/${params.jobId}/webhook/secret`;
  await app.api("POST", route, { secret: "whsec_another" });
  return params;
}

/** The parameters of a job that has run once. */
async function ran(app: TestApp) {
  const { params } = await ofJob(app);
  const run = { _id: newId("exe"), ...params, status: "completed" as const, message: "done" };
  const done = { at: new Date(), ms: 12, batches: 1, claimed: 3, applied: 2, failed: 1 };
  const { ctx } = app.services;
  await executionRepo(ctx.db).recordStep(run, "0", done, new Date());
  return { ...params, executionId: run._id };
}

export const syncJobExamples: Examples<SluiceContract["syncJobs"]> = {
  async list(app) {
    await ofJob(app);
    return { params: { workspaceId }, query: { limit: "2" } };
  },
  async summaries(app) {
    await ofJob(app);
    return { params: { workspaceId }, query: { limit: "2", sort: "received", q: "stripe" } };
  },
  create: async () => ({ params: { workspaceId }, body: NEW_JOB }),
  get: ofJob,
  update: async (app) => ({ ...(await ofJob(app)), body: { name: "Renamed", paused: true } }),
  async versions(app) {
    const { params } = await ofJob(app);
    const route = `/api/workspaces/${workspaceId}/sync-jobs/${params.jobId}`;
    await app.api("PATCH", route, { webhookConfig: { batchSize: 7 } });
    return { params };
  },
  async tryTransform(app) {
    const { params } = await ofJob(app);
    const javascript = "export default (document) => ({ id: document.id })";
    return { params, body: { filter: EXISTS, transform: { javascript }, limit: 5 } };
  },
  async getDraft(app) {
    await app.api("PUT", `/api/workspaces/${workspaceId}/sync-job-draft`, DRAFT);
    return { params: { workspaceId } };
  },
  saveDraft: async () => ({ params: { workspaceId }, body: DRAFT }),
  removeDraft: async () => ({ params: { workspaceId } }),
  setup: ofJob,
  remove: async (app) => ({ ...(await ofJob(app)), query: { confirm: NEW_JOB.name } }),
  async executions(app) {
    const { executionId: _, ...params } = await ran(app);
    return { params, query: { status: "completed", limit: "5" } };
  },
  execution: async (app) => ({ params: await ran(app) }),
  analytics: async (app) => ({ ...(await ofJob(app)), query: { type: "customer.created" } }),
  exportAnalytics: ofJob,
  stats: async (app) => ({ ...(await ofJob(app)), query: { from: "2026-01-01T00:00:00Z" } }),
  events: async (app) => ({ ...(await ofJob(app)), query: { type: "customer.created" } }),
  rejected: ofJob,
  getSecret: async (app) => ({ params: await rotated(app) }),
  endPreviousSecret: async (app) => ({ params: await rotated(app) }),
  setSecret: async (app) => ({ ...(await ofJob(app)), body: { secret: "whsec_another", overlapHours: 1 } }),
  regenerateSecret: async (app) => ({ ...(await ofJob(app)), fails: "secret_minted_by_provider" }),
  retryFailed: async (app) => ({ ...(await ofJob(app)), body: {} }),
  sendTest: async (app) => ({ ...(await ofJob(app)), body: { type: "invoice.paid" } }),
};

export const destinationExamples: Examples<SluiceContract["destinations"]> = {
  check: async () => ({ body: { database: "examples_test", connector: "stripe" } }),
};
