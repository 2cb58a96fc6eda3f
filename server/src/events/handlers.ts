import type { SluiceContract } from "@sluice/shared/contract";
import type { DryRun, EventDocument } from "@sluice/shared/events";
import type { Connector } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { timeOfId } from "../platform/ids.ts";
import { audit, listAudit } from "../workspaces/index.ts";
import { countByTime, countFacets } from "./counting.ts";
import { downloadOf, relatedEvents } from "./detail.ts";
import { exportEvents } from "./export.ts";
import { failureGroups } from "./failures.ts";
import { findEvent, getEvent, type Kept, listEvents } from "./queries.ts";
import { replayEvent } from "./replay.ts";
import type { EventRow } from "./repo.ts";
import type { Rollups } from "./rollups.ts";

interface Deps {
  /** The jobs whose events are asked for: all of the workspace, or those named, which must be there. */
  jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]>;
  connectorFor(workspaceId: string, jobId: string): Promise<Connector>;
  wake(lane: string): void;
  readonly rollups: Rollups;
  /** How long events of a job are kept, or the least that holds for any job of the workspace. */
  keptDays(workspaceId: string, jobId: string | undefined): Promise<Kept>;
  documentOf(workspaceId: string, row: EventRow): Promise<EventDocument>;
  dryRun(workspaceId: string, row: EventRow, payload: Record<string, unknown> | undefined): Promise<DryRun>;
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
  get: ({ params, principal: { workspaceId } }) =>
    getEvent(ctx, workspaceId, params.id, (jobId) => deps.keptDays(workspaceId, jobId)),
  async document({ params, principal: { workspaceId } }) {
    return deps.documentOf(workspaceId, await findEvent(ctx, workspaceId, params.id));
  },
  related: ({ params, principal }) => relatedEvents(ctx, principal.workspaceId, params.id),
  async audit({ params, query, principal: { workspaceId } }) {
    const { _id: target } = await findEvent(ctx, workspaceId, params.id);
    return listAudit(ctx, workspaceId, { ...query, target });
  },
  async body({ params, principal, setHeader }) {
    const download = downloadOf(await findEvent(ctx, principal.workspaceId, params.id));
    // It is what somebody sent us: no browser may take it for a page of ours.
    setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    setHeader("X-Content-Type-Options", "nosniff");
    return download;
  },
  async export({ query, principal, signal }) {
    const jobIds = await deps.jobIds(principal.workspaceId, query.jobId);
    const download = exportEvents(ctx, jobIds, query, signal);
    const { format, body, sort: _sort, ...filter } = query;
    await audit(ctx, principal, "events.exported", principal.workspaceId, {
      format,
      ...(body && { body }),
      filter: JSON.stringify(filter),
    });
    return download;
  },
  async dryRun({ params, body, principal: { workspaceId } }) {
    return deps.dryRun(workspaceId, await findEvent(ctx, workspaceId, params.id), body.payload);
  },
  async replay({ params, body, principal }) {
    const { workspaceId, actor } = principal;
    const { jobId, lane, ...result } = await replayEvent(
      ctx,
      workspaceId,
      params.id,
      { payload: body.payload, actor: `${actor.name} (${actor.id})` },
      (jobId) => deps.connectorFor(workspaceId, jobId),
    );
    await deps.rollups.mark(jobId, [timeOfId(result.id)]);
    deps.wake(lane);
    const edited = body.payload !== undefined;
    await audit(ctx, principal, "event.replayed", params.id, { as: result.id, ...(edited && { edited }) });
    return result;
  },
});
