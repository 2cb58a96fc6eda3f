import type { Execution } from "@sluice/shared/sync-jobs";
import type { Ctx } from "../context.ts";
import { findJob } from "./jobs.ts";
import { jobRepo } from "./repo.ts";

/** Runs of a job's drain, newest first. */
export async function listExecutions(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
  page: { limit: number; cursor?: string | undefined },
) {
  await findJob(ctx, workspaceId, jobId);
  const found = await jobRepo(ctx.db).listExecutions(workspaceId, jobId, page.cursor, page.limit);
  const rows = found.slice(0, page.limit);
  const data = rows.map((row): Execution => {
    const steps = Object.values(row.steps);
    const total = (field: "claimed" | "applied" | "failed") =>
      steps.reduce((sum, step) => sum + step[field], 0);
    return {
      id: row._id,
      jobId: row.jobId,
      status: row.status,
      startedAt: row.startedAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      steps: steps.length,
      claimed: total("claimed"),
      applied: total("applied"),
      failed: total("failed"),
      ...(row.message && { message: row.message }),
    };
  });
  return { data, nextCursor: found.length > page.limit ? (rows.at(-1)?._id ?? null) : null };
}
