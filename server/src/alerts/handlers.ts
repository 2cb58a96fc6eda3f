import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import {
  createChannel,
  listChannels,
  removeChannel,
  rotateSecret,
  testChannel,
  updateChannel,
} from "./channels.ts";
import type { Deliverer } from "./deliver.ts";
import { listAlerts } from "./list.ts";
import { followWorkspace, jobSettings, setSettings, workspaceSettings } from "./settings.ts";

export const alertHandlers = (ctx: Ctx, deliverer: Deliverer): Handlers<SluiceContract["alerts"]> => ({
  list: ({ params, query }) => listAlerts(ctx, params.workspaceId, query),
  jobSettings: ({ params }) => jobSettings(ctx, params.workspaceId, params.jobId),
  setJobSettings: ({ params, body, principal }) => setSettings(ctx, principal, params.jobId, body),
  followWorkspace: ({ params, principal }) => followWorkspace(ctx, principal, params.jobId),
  settings: ({ params }) => workspaceSettings(ctx, params.workspaceId),
  setSettings: ({ body, principal }) => setSettings(ctx, principal, undefined, body),
  channels: ({ params }) => listChannels(ctx, params.workspaceId),
  createChannel: ({ body, principal }) => createChannel(ctx, principal, body),
  updateChannel: ({ params, body, principal }) => updateChannel(ctx, principal, params.channelId, body),
  removeChannel: ({ params, principal }) => removeChannel(ctx, principal, params.channelId),
  rotateSecret: ({ params, principal }) => rotateSecret(ctx, principal, params.channelId),
  testChannel: ({ params, principal }) => testChannel(ctx, deliverer, principal, params.channelId),
});
