import type { AlertChannel } from "@sluice/shared/alerts";
import { USUAL_ALERTS } from "@sluice/shared/alerts";
import type { SluiceContract } from "@sluice/shared/contract";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { customerEvent, sender } from "../events/receive-testing.ts";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";
import { checkJobs, sendMessage, tellAlerts } from "./index.ts";

const params = { workspaceId: "default" };
const CHANNELS = "/api/workspaces/default/alert-channels";
/** A name that leads nowhere, so that nothing is sent. */
const NOWHERE = "https://alerts.invalid/hook";

async function newChannel(app: TestApp): Promise<AlertChannel> {
  const body = { kind: "webhook", name: "Operations", url: NOWHERE };
  return (await app.api("POST", CHANNELS, body)).body;
}

const ofChannel = async (app: TestApp) => ({ params: { ...params, channelId: (await newChannel(app)).id } });

const ofJob = async (app: TestApp) => ({
  params: { ...params, jobId: (await sender(() => app).createJob()).id },
});

/** A job with an alert that was told, to a channel that does not answer. */
async function alerted(app: TestApp): Promise<SyncJob> {
  const { ctx, rollups, deliverer } = app.services;
  const { createJob, post } = sender(() => app);
  const job = await createJob();
  const channel = await newChannel(app);
  const path = `/api/workspaces/default/sync-jobs/${job.id}/alert-settings`;
  const quiet = { enabled: true, afterMinutes: 1 };
  await app.api("PUT", path, { ...USUAL_ALERTS, quiet, channelIds: [channel.id] });
  await post(job, JSON.stringify(customerEvent()));
  const later = new Date(Date.now() + 120_000);
  await checkJobs(ctx, rollups, job.id, later);
  await tellAlerts(ctx, later);
  const { data } = (await app.api("GET", `/api/workspaces/default/alerts?jobId=${job.id}`)).body as {
    data: Array<{ messages: Array<{ id: string }> }>;
  };
  for (const { id } of data[0]?.messages ?? []) await sendMessage(ctx, deliverer, id);
  return job;
}

export const alertExamples: Examples<SluiceContract["alerts"]> = {
  async list(app) {
    const { id } = await alerted(app);
    return { params, query: { jobId: id, state: "open", limit: "5" } };
  },
  jobSettings: ofJob,
  setJobSettings: async (app) => ({ ...(await ofJob(app)), body: USUAL_ALERTS }),
  followWorkspace: ofJob,
  settings: async () => ({ params }),
  setSettings: async () => ({ params, body: USUAL_ALERTS }),
  async channels(app) {
    await newChannel(app);
    return { params };
  },
  createChannel: async () => ({ params, body: { kind: "webhook", name: "Operations", url: NOWHERE } }),
  updateChannel: async (app) => ({ ...(await ofChannel(app)), body: { name: "Renamed", enabled: false } }),
  removeChannel: ofChannel,
  rotateSecret: ofChannel,
  testChannel: ofChannel,
};
