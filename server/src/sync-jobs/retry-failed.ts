import type { Ctx } from "../context.ts";
import { eventRepo, type Rollups } from "../events/index.ts";
import { findJob, laneOf } from "./jobs.ts";
import { jobRepo } from "./repo.ts";

export const RETRY_REQUESTED = "events/retry-requested";
const CHUNK = 500;

interface Deps {
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
}

/**
 * Retries the failed events named, or all of them. All of many are left to the function
 * `webhook-retry-failed`: the wish is stored first, so that it survives the engine being down.
 */
export async function retryFailed(
  ctx: Ctx,
  deps: Deps,
  workspaceId: string,
  jobId: string,
  ids: readonly string[] | undefined,
): Promise<{ retried: number }> {
  const job = await findJob(ctx, workspaceId, jobId);
  const total = ids ? 0 : await eventRepo(ctx.db).countFailed(jobId);
  const first = await retryChunk(ctx, deps, jobId, ids);
  if (total <= first) return { retried: first };
  const now = new Date();
  await jobRepo(ctx.db).update(workspaceId, job._id, { retryRequestedAt: now });
  requestRetry(ctx, jobId);
  return { retried: total };
}

export function requestRetry(ctx: Ctx, jobId: string): void {
  ctx.send({ name: RETRY_REQUESTED, data: { jobId } }).catch((error: unknown) => {
    ctx.log.warn({ jobId, reason: String(error) }, "bulk retry not requested; the sweep repeats it");
    ctx.register();
  });
}

/** Moves at most one chunk of failed events back to pending; answers how many. */
async function retryChunk(
  ctx: Ctx,
  deps: Deps,
  jobId: string,
  ids?: readonly string[],
  before?: Date,
): Promise<number> {
  const moved = await eventRepo(ctx.db).retryFailed(jobId, ids, ids ? ids.length : CHUNK, new Date(), before);
  if (moved.length > 0) {
    await deps.rollups.mark(
      jobId,
      moved.map((row) => row.receivedAt),
    );
    deps.wake(laneOf(jobId));
  }
  return moved.length;
}

/** The next chunk of a stored wish; `more` until it is fulfilled. */
export async function continueRetry(
  ctx: Ctx,
  deps: Deps,
  jobId: string,
): Promise<{ retried: number; more: boolean }> {
  const job = await jobRepo(ctx.db).findById(jobId);
  if (!job?.retryRequestedAt) return { retried: 0, more: false };
  const retried = await retryChunk(ctx, deps, jobId, undefined, job.retryRequestedAt);
  if (retried < CHUNK) await jobRepo(ctx.db).clearRetry(jobId, job.retryRequestedAt);
  return { retried, more: retried === CHUNK };
}
