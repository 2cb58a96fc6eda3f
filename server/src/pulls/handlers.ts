import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { previewSchedule } from "../sync-jobs/index.ts";
import { startPull } from "./start.ts";

export const pullHandlers = (ctx: Ctx): Handlers<SluiceContract["pulls"]> => ({
  start: ({ params, body, principal }) => startPull(ctx, principal, params.jobId, body),
  preview: ({ query }) => ({ next: previewSchedule(query).map((at) => at.toISOString()) }),
});
