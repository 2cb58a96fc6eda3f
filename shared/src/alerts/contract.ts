import * as z from "zod";
import { op } from "../contract/op.ts";
import { page } from "../contract/query.ts";
import { Alert, ListAlerts } from "./alert.ts";
import { AlertChannel, ChannelAnswer, CreateChannel, CreatedChannel, UpdateChannel } from "./channel.ts";
import { AlertSettings, StoredAlertSettings } from "./settings.ts";

export * from "./alert.ts";
export * from "./channel.ts";
export * from "./settings.ts";

const tag = "Alerts";
const workspace = "/api/workspaces/{workspaceId}";
const ofJob = `${workspace}/sync-jobs/{jobId}/alert-settings` as const;
const ofChannel = `${workspace}/alert-channels/{channelId}` as const;
const params = z.object({ workspaceId: z.string() });
const jobParams = params.extend({ jobId: z.string() });
const channelParams = params.extend({ channelId: z.string() });

export const alertsContract = {
  list: op({
    method: "GET",
    path: `${workspace}/alerts`,
    operationId: "listAlerts",
    role: "viewer",
    tag,
    summary: "List alerts with what was sent about them, newest first",
    params,
    query: ListAlerts,
    output: page(Alert),
  }),
  jobSettings: op({
    method: "GET",
    path: ofJob,
    operationId: "getJobAlertSettings",
    role: "viewer",
    tag,
    summary: "Read what is watched of a sync job",
    params: jobParams,
    output: StoredAlertSettings,
  }),
  setJobSettings: op({
    method: "PUT",
    path: ofJob,
    operationId: "setJobAlertSettings",
    role: "member",
    tag,
    summary: "Watch a sync job by rules of its own",
    params: jobParams,
    body: AlertSettings,
    output: StoredAlertSettings,
  }),
  followWorkspace: op({
    method: "DELETE",
    path: ofJob,
    operationId: "removeJobAlertSettings",
    role: "member",
    tag,
    summary: "Watch a sync job by its workspace's rules again",
    params: jobParams,
    output: StoredAlertSettings,
  }),
  settings: op({
    method: "GET",
    path: `${workspace}/alert-settings`,
    operationId: "getAlertSettings",
    role: "viewer",
    tag,
    summary: "Read what is watched of jobs without rules of their own",
    params,
    output: StoredAlertSettings,
  }),
  setSettings: op({
    method: "PUT",
    path: `${workspace}/alert-settings`,
    operationId: "setAlertSettings",
    role: "admin",
    tag,
    summary: "Choose what is watched of jobs without rules of their own",
    params,
    body: AlertSettings,
    output: StoredAlertSettings,
  }),
  channels: op({
    method: "GET",
    path: `${workspace}/alert-channels`,
    operationId: "listAlertChannels",
    role: "viewer",
    tag,
    summary: "List where alerts are sent",
    params,
    output: z.object({
      data: z.array(AlertChannel),
      /** Variables that the operator must set before e-mail can be sent. */
      mailNeeds: z.array(z.string()),
    }),
  }),
  createChannel: op({
    method: "POST",
    path: `${workspace}/alert-channels`,
    operationId: "createAlertChannel",
    role: "admin",
    tag,
    summary: "Add a place to send alerts to",
    description:
      "A webhook is signed as Standard Webhooks describes (webhook-id, webhook-timestamp, webhook-signature), with the secret that is in this answer alone. Messages come at least once; a repeat has the same webhook-id.",
    params,
    body: CreateChannel,
    output: CreatedChannel,
    status: 201,
    errors: ["unprocessable", "conflict"],
  }),
  updateChannel: op({
    method: "PATCH",
    path: ofChannel,
    operationId: "updateAlertChannel",
    role: "admin",
    tag,
    summary: "Change a place that alerts are sent to",
    params: channelParams,
    body: UpdateChannel,
    output: AlertChannel,
    errors: ["unprocessable"],
  }),
  removeChannel: op({
    method: "DELETE",
    path: ofChannel,
    operationId: "removeAlertChannel",
    role: "admin",
    tag,
    summary: "Send no alerts to a place any more",
    params: channelParams,
  }),
  rotateSecret: op({
    method: "POST",
    path: `${ofChannel}/secret`,
    operationId: "rotateAlertChannelSecret",
    role: "admin",
    tag,
    summary: "Make a new signing secret; for a day both sign",
    params: channelParams,
    output: z.object({ secret: z.string() }),
    errors: ["unprocessable"],
  }),
  testChannel: op({
    method: "POST",
    path: `${ofChannel}/test`,
    operationId: "testAlertChannel",
    role: "admin",
    tag,
    summary: "Send a test and see the answer",
    params: channelParams,
    output: ChannelAnswer,
  }),
} as const;
