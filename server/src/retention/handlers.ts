import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { previewRetention } from "./preview.ts";
import { getRetention, updateRetention } from "./settings.ts";

export const retentionHandlers = (ctx: Ctx): Handlers<SluiceContract["retention"]> => ({
  get: ({ principal }) => getRetention(ctx, principal.workspaceId),
  update: ({ body, principal }) => updateRetention(ctx, principal, body),
  preview: ({ body, principal }) => previewRetention(ctx, principal.workspaceId, body),
});
