import type { SluiceContract } from "@sluice/shared/contract";
import type { Connector } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { getEvent, listEvents } from "./queries.ts";
import { replayEvent } from "./replay.ts";

interface Deps {
  /** The jobs whose events are asked for: all of the workspace, or those named, which must be there. */
  jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]>;
  connectorFor(workspaceId: string, jobId: string): Promise<Connector>;
  wake(lane: string): void;
}

export const eventHandlers = (ctx: Ctx, deps: Deps): Handlers<SluiceContract["events"]> => ({
  async list({ query, principal: { workspaceId } }) {
    return listEvents(ctx, await deps.jobIds(workspaceId, query.jobId), query);
  },
  get: ({ params, principal }) => getEvent(ctx, principal.workspaceId, params.id),
  async replay({ params, body, principal: { workspaceId, actor } }) {
    const { lane, ...result } = await replayEvent(
      ctx,
      workspaceId,
      params.id,
      { payload: body.payload, actor: `${actor.name} (${actor.id})` },
      (jobId) => deps.connectorFor(workspaceId, jobId),
    );
    deps.wake(lane);
    return result;
  },
});
