import { type Connector, connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { findJob } from "./jobs.ts";
import { jobRepo } from "./repo.ts";

/** What events need to know of the jobs they belong to. */
export const eventSource = (ctx: Ctx) => ({
  /** @throws AppError `not_found` when the job named is not of this workspace. */
  jobIds: async (workspaceId: string, jobId: string | undefined): Promise<string[]> =>
    jobId ? [(await findJob(ctx, workspaceId, jobId))._id] : jobRepo(ctx.db).idsOf(workspaceId),
  connectorFor: async (workspaceId: string, jobId: string): Promise<Connector> =>
    connectorOf((await findJob(ctx, workspaceId, jobId)).source.connector),
});
