import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { cancelRun, getRun, listRuns, pauseRun, resumeRun } from "./runs.ts";

interface Deps {
  /** @throws AppError `not_found` when a job named is not of this workspace. */
  jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]>;
}

export const runHandlers = (ctx: Ctx, { jobIds }: Deps): Handlers<SluiceContract["runs"]> => ({
  async list({ params, query }) {
    await jobIds(params.workspaceId, [params.jobId]);
    return listRuns(ctx, params, query);
  },
  get: ({ params }) => getRun(ctx, params, params.runId),
  pause: ({ params, principal }) => pauseRun(ctx, principal, params.jobId, params.runId),
  resume: ({ params, principal }) => resumeRun(ctx, principal, params.jobId, params.runId),
  cancel: ({ params, principal }) => cancelRun(ctx, principal, params.jobId, params.runId),
});
