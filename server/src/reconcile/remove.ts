import type { Ctx } from "../context.ts";
import { findingsRepo } from "./findings-repo.ts";
import { reportRepo } from "./report-repo.ts";
import { seenRepo } from "./seen-repo.ts";

/** Reports of a job's runs before `runId`, with their findings, and what runs that came to no end left. */
export async function removeReconciliationsBefore(ctx: Ctx, jobId: string, runId: string): Promise<void> {
  await reportRepo(ctx.db).removeBefore(jobId, runId);
  await findingsRepo(ctx.db).removeBefore(jobId, runId);
  await seenRepo(ctx.db).removeBefore(runId);
}

/** All of a job's. */
export async function removeReconciliations(ctx: Ctx, jobId: string): Promise<void> {
  await reportRepo(ctx.db).removeOf(jobId);
  await findingsRepo(ctx.db).removeOf(jobId);
}

/** What was found about these objects, with values of their fields; the reports count on without them. */
export async function eraseFindings(ctx: Ctx, jobId: string, objectIds: readonly string[]): Promise<void> {
  await findingsRepo(ctx.db).removeAbout(jobId, objectIds);
}
