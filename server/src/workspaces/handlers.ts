import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { listAudit } from "./audit.ts";

export const workspaceHandlers = (ctx: Ctx): Handlers<SluiceContract["workspaces"]> => ({
  audit: ({ query, principal }) => listAudit(ctx, principal.workspaceId, query),
});
