import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import {
  type EndpointSource,
  exportAnalytics,
  jobAnalytics,
  jobStats,
  listEvents,
  listRejected,
  type Rollups,
} from "../events/index.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { audit } from "../workspaces/index.ts";
import { adviceOf, diagnosis } from "./diagnosis.ts";
import { draftUri, getDraft, removeDraft, saveDraft, withDraftSecrets } from "./drafts.ts";
import { getExecution, listExecutions } from "./executions.ts";
import { jobUri, tryOutDestination } from "./inspect-destination.ts";
import { type By, createJob, findJob, getJob, listJobs, removeJob } from "./jobs.ts";
import type { JobDoc } from "./repo.ts";
import { retryFailed } from "./retry-failed.ts";
import { endPreviousSecret, getSecret, regenerateSecret, setSecret } from "./secrets.ts";
import type { SendTestEvent } from "./send-test.ts";
import { getSetup } from "./setup.ts";
import { listSummaries } from "./summaries.ts";
import { tryTransform } from "./try-transform.ts";
import { listVersions, updateJob } from "./update.ts";

export { connectorHandlers } from "./connectors.ts";

export const destinationHandlers = (ctx: Ctx): Handlers<SluiceContract["destinations"]> => ({
  async check({ body, principal }) {
    const uri =
      body.uri ??
      (body.fromDraft ? await draftUri(ctx, principal) : await jobUri(ctx, principal.workspaceId, body));
    return tryOutDestination(ctx, principal.workspaceId, body, uri);
  },
});

interface Deps {
  readonly endpoints: EndpointSource;
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
  readonly sendTest: SendTestEvent;
  /** Of what a job has at its provider; once it is deleted. */
  leaveProvider(by: By, job: JobDoc): Promise<void>;
  jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]>;
}

export function syncJobHandlers(ctx: Ctx, deps: Deps): Handlers<SluiceContract["syncJobs"]> {
  const changed = ({ workspaceId, jobId }: { workspaceId: string; jobId: string }) => {
    deps.endpoints.forget(workspaceId, jobId);
    ctx.nudge.send(`job ${jobId}`);
  };

  return {
    list: ({ params, query }) => listJobs(ctx, params.workspaceId, query),
    summaries: ({ params, query }) => listSummaries(ctx, deps.rollups, params.workspaceId, query),
    async create({ body, principal }) {
      if (!body.fromDraft) return createJob(ctx, principal, body);
      const job = await createJob(ctx, principal, await withDraftSecrets(ctx, principal, body));
      await removeDraft(ctx, principal);
      return job;
    },
    getDraft: ({ principal }) => getDraft(ctx, principal),
    saveDraft: ({ body, principal }) => saveDraft(ctx, principal, body),
    removeDraft: ({ principal }) => removeDraft(ctx, principal),
    get: ({ params }) => getJob(ctx, params.workspaceId, params.jobId),
    async update({ params, body, principal }) {
      const job = await updateJob(ctx, principal, params.jobId, body, deps.wake);
      changed(params);
      return job;
    },
    versions: ({ params, query }) => listVersions(ctx, params.workspaceId, params.jobId, query),
    tryTransform: ({ params, body }) => tryTransform(ctx, params.workspaceId, params.jobId, body),
    async remove({ params, query, principal }) {
      const job = await removeJob(ctx, principal, params.jobId, query.confirm);
      changed(params);
      await deps.leaveProvider(principal, job);
    },
    setup: ({ params }) => getSetup(ctx, params.workspaceId, params.jobId),
    execution: ({ params }) => getExecution(ctx, params.workspaceId, params.jobId, params.executionId),
    executions: ({ params, query }) => listExecutions(ctx, params.workspaceId, params.jobId, query),
    async analytics({ params, query }) {
      await findJob(ctx, params.workspaceId, params.jobId);
      return jobAnalytics(ctx, deps.rollups, params.jobId, query);
    },
    async exportAnalytics({ params, query }) {
      await findJob(ctx, params.workspaceId, params.jobId);
      return exportAnalytics(deps.rollups, params.jobId, query);
    },
    async stats({ params, query }) {
      return jobStats(ctx, deps.rollups, await findJob(ctx, params.workspaceId, params.jobId), query);
    },
    async events({ params: { workspaceId, jobId }, query }) {
      await findJob(ctx, workspaceId, jobId);
      return listEvents(ctx, [jobId], query);
    },
    async rejected({ params: { workspaceId, jobId }, query }) {
      const job = await findJob(ctx, workspaceId, jobId);
      const diagnose = await diagnosis(ctx, job);
      return listRejected(ctx, workspaceId, jobId, query, (doc) => adviceOf(diagnose(doc)));
    },
    getSecret: ({ params }) => getSecret(ctx, params.workspaceId, params.jobId),
    async endPreviousSecret({ params, principal }) {
      const secret = await endPreviousSecret(ctx, principal, params.jobId);
      changed(params);
      return secret;
    },
    async setSecret({ params, body, principal }) {
      const job = await setSecret(ctx, principal, params.jobId, body);
      changed(params);
      return job;
    },
    async regenerateSecret({ params, principal }) {
      const secret = await regenerateSecret(ctx, principal, params.jobId);
      changed(params);
      return secret;
    },
    async retryFailed({ params, body, principal }) {
      const result = await retryFailed(ctx, deps, principal, params.jobId, body.eventIds);
      const [only, ...more] = body.eventIds ?? [];
      if (only !== undefined && more.length === 0) {
        if (result.retried > 0) await audit(ctx, principal, "event.retried", only);
      } else await audit(ctx, principal, "sync_job.retry_requested", params.jobId, result);
      return result;
    },
    async sendTest({ params, body, principal }) {
      const result = await deps.sendTest(params.workspaceId, params.jobId, body.type);
      await audit(ctx, principal, "sync_job.test_sent", params.jobId, { event: result.id });
      return result;
    },
  };
}
