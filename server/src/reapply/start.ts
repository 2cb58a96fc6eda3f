import type { ReapplyPreview } from "@sluice/shared/reapply";
import type { SyncRun } from "@sluice/shared/runs";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { startRun } from "../runs/index.ts";
import { findJob } from "../sync-jobs/index.ts";
import type { ReapplyInput } from "./advance.ts";
import { type Place, reapplyRepo } from "./walk-repo.ts";

/** Greater than every id. */
const NEWEST: Place = { before: "evt_~" };

/** @throws AppError `not_found`. */
export async function previewReapply(ctx: Ctx, workspaceId: string, jobId: string): Promise<ReapplyPreview> {
  const job = await findJob(ctx, workspaceId, jobId);
  const counted = await reapplyRepo(ctx.db).count(jobId, job.strippedUpTo);
  return { ...counted, revision: job.transformRevision ?? 0 };
}

/** @throws AppError `not_found`; 409 while another one of this job has not ended. */
export async function startReapply(ctx: Ctx, principal: Principal, jobId: string): Promise<SyncRun> {
  const { workspaceId, actor } = principal;
  const job = await findJob(ctx, workspaceId, jobId);
  const { events, withoutBody } = await reapplyRepo(ctx.db).count(jobId, job.strippedUpTo);
  const isEstimated = events.estimated || withoutBody.estimated;
  const input: ReapplyInput = { revision: job.transformRevision ?? 0, version: job.version ?? 1 };
  return startRun(ctx, {
    workspaceId,
    jobId,
    kind: "reapply",
    input: { ...input },
    checkpoint: NEWEST,
    total: { count: events.count + withoutBody.count, ...(isEstimated && { estimated: true }) },
    actor,
  });
}
