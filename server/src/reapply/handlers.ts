import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { previewReapply, startReapply } from "./start.ts";

export const reapplyHandlers = (ctx: Ctx): Handlers<SluiceContract["reapply"]> => ({
  preview: ({ params }) => previewReapply(ctx, params.workspaceId, params.jobId),
  start: ({ params, principal }) => startReapply(ctx, principal, params.jobId),
});
