import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Rollups } from "../events/index.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { eventSource } from "../sync-jobs/index.ts";
import { rangeOf, volume } from "./figures.ts";
import { getAttention, getOverview } from "./overview.ts";
import { checkServer } from "./server-checks.ts";

interface Deps {
  readonly rollups: Rollups;
  /** What keeps this installation from being ready. */
  readonly missing: () => Promise<string[]>;
}

export const overviewHandlers = (ctx: Ctx, deps: Deps): Handlers<SluiceContract["overview"]> => ({
  get: ({ params, query }) => getOverview(ctx, deps.rollups, params.workspaceId, query),
  async volume({ params, query }) {
    const jobIds = await eventSource(ctx).jobIds(params.workspaceId, undefined);
    return volume(deps.rollups, jobIds, rangeOf(query, Date.now()));
  },
  attention: ({ params }) => getAttention(ctx, deps.rollups, params.workspaceId),
  server: async () => ({ checks: await checkServer(ctx, deps.missing) }),
});
