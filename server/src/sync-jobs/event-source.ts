import { type Connector, connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../platform/errors.ts";
import { findJob } from "./jobs.ts";
import { jobRepo } from "./repo.ts";

/** What events need to know of the jobs they belong to. */
export const eventSource = (ctx: Ctx) => ({
  /** @throws AppError `not_found` when a job named is not of this workspace. */
  async jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]> {
    const own = await jobRepo(ctx.db).idsOf(workspaceId);
    const stranger = named?.find((id) => !own.includes(id));
    if (stranger !== undefined) throw notFound("sync job", stranger);
    return named ? [...new Set(named)] : own;
  },
  connectorFor: async (workspaceId: string, jobId: string): Promise<Connector> =>
    connectorOf((await findJob(ctx, workspaceId, jobId)).source.connector),
});
