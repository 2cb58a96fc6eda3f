import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { getBulk, listBulk, type StartDeps, startBulk, stopBulk } from "./operations.ts";
import { previewBulk } from "./preview.ts";

export const bulkHandlers = (ctx: Ctx, deps: StartDeps): Handlers<SluiceContract["bulk"]> => ({
  retry: ({ body, principal }) => startBulk(ctx, deps, principal, "retry", body),
  replay: ({ body, principal }) => startBulk(ctx, deps, principal, "replay", body),
  preview: ({ body, principal }) => previewBulk(ctx, deps, principal.workspaceId, body),
  list: ({ query, principal }) => listBulk(ctx, principal.workspaceId, query),
  get: ({ params, principal }) => getBulk(ctx, principal.workspaceId, params.id),
  stop: ({ params, principal }) => stopBulk(ctx, principal, params.id),
});
