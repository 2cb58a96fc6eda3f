import type { SluiceContract } from "@sluice/shared/contract";
import type { Connector } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { timeOfId } from "../platform/ids.ts";
import { countByTime, countFacets } from "./counting.ts";
import { failureGroups } from "./failures.ts";
import { getEvent, listEvents } from "./queries.ts";
import { replayEvent } from "./replay.ts";
import type { Rollups } from "./rollups.ts";

interface Deps {
  /** The jobs whose events are asked for: all of the workspace, or those named, which must be there. */
  jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]>;
  connectorFor(workspaceId: string, jobId: string): Promise<Connector>;
  wake(lane: string): void;
  readonly rollups: Rollups;
}

export const eventHandlers = (ctx: Ctx, deps: Deps): Handlers<SluiceContract["events"]> => ({
  async list({ query, principal: { workspaceId } }) {
    return listEvents(ctx, await deps.jobIds(workspaceId, query.jobId), query);
  },
  facets: async ({ query, principal: { workspaceId } }) => {
    const jobIds = await deps.jobIds(workspaceId, undefined);
    return countFacets(ctx, deps.rollups, jobIds, query);
  },
  histogram: async ({ query, principal: { workspaceId } }) =>
    countByTime(ctx, deps.rollups, await deps.jobIds(workspaceId, query.jobId), query),
  failures: async ({ query: { jobId, from, to }, principal: { workspaceId } }) =>
    failureGroups(ctx, deps.rollups, await deps.jobIds(workspaceId, jobId), {
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    }),
  get: ({ params, principal }) => getEvent(ctx, principal.workspaceId, params.id),
  async replay({ params, body, principal: { workspaceId, actor } }) {
    const { jobId, lane, ...result } = await replayEvent(
      ctx,
      workspaceId,
      params.id,
      { payload: body.payload, actor: `${actor.name} (${actor.id})` },
      (jobId) => deps.connectorFor(workspaceId, jobId),
    );
    await deps.rollups.mark(jobId, [timeOfId(result.id)]);
    deps.wake(lane);
    return result;
  },
});
