import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import { type EndpointSource, jobStats, listEvents, listRejected, type Rollups } from "../events/index.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { diagnosis } from "./diagnosis.ts";
import { listExecutions } from "./executions.ts";
import { tryOutDestination } from "./inspect-destination.ts";
import {
  createJob,
  findJob,
  getJob,
  listJobs,
  regenerateSecret,
  removeJob,
  setSecret,
  updateJob,
} from "./jobs.ts";
import { retryFailed } from "./retry-failed.ts";
import type { SendTestEvent } from "./send-test.ts";

export { connectorHandlers } from "./connectors.ts";

export const destinationHandlers = (ctx: Ctx): Handlers<SluiceContract["destinations"]> => ({
  check: ({ body, principal }) => tryOutDestination(ctx, principal.workspaceId, body),
});

interface Deps {
  readonly endpoints: EndpointSource;
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
  readonly sendTest: SendTestEvent;
}

export function syncJobHandlers(ctx: Ctx, deps: Deps): Handlers<SluiceContract["syncJobs"]> {
  const changed = ({ workspaceId, jobId }: { workspaceId: string; jobId: string }) => {
    deps.endpoints.forget(workspaceId, jobId);
    ctx.nudge.send(`job ${jobId}`);
  };

  return {
    list: ({ params, query }) => listJobs(ctx, params.workspaceId, query),
    create: ({ params, body }) => createJob(ctx, params.workspaceId, body),
    get: ({ params }) => getJob(ctx, params.workspaceId, params.jobId),
    async update({ params, body }) {
      const job = await updateJob(ctx, params.workspaceId, params.jobId, body, deps.wake);
      changed(params);
      return job;
    },
    async remove({ params }) {
      await removeJob(ctx, params.workspaceId, params.jobId);
      changed(params);
    },
    executions: ({ params, query }) => listExecutions(ctx, params.workspaceId, params.jobId, query),
    async stats({ params, query }) {
      return jobStats(ctx, deps.rollups, await findJob(ctx, params.workspaceId, params.jobId), query);
    },
    async events({ params: { workspaceId, jobId }, query }) {
      await findJob(ctx, workspaceId, jobId);
      return listEvents(ctx, [jobId], query);
    },
    async rejected({ params: { workspaceId, jobId }, query }) {
      const job = await findJob(ctx, workspaceId, jobId);
      return listRejected(ctx, workspaceId, jobId, query, await diagnosis(ctx, job));
    },
    async setSecret({ params, body }) {
      const job = await setSecret(ctx, params.workspaceId, params.jobId, body);
      changed(params);
      return job;
    },
    async regenerateSecret({ params }) {
      const secret = await regenerateSecret(ctx, params.workspaceId, params.jobId);
      changed(params);
      return secret;
    },
    retryFailed: ({ params, body }) =>
      retryFailed(ctx, deps, params.workspaceId, params.jobId, body.eventIds),
    sendTest: ({ params, body }) => deps.sendTest(params.workspaceId, params.jobId, body.type),
  };
}
