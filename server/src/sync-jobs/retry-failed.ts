import { startBulk } from "../bulk/index.ts";
import type { Ctx } from "../context.ts";
import { eventRepo, type Rollups } from "../events/index.ts";
import type { Principal } from "../platform/contract/index.ts";
import { findJob, laneOf } from "./jobs.ts";

/** Up to so many are retried at once; more are left to a bulk operation. */
const AT_ONCE = 500;

interface Deps {
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
  jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]>;
}

/** Retries the failed events named, or all of them; answers how many are, or will be. */
export async function retryFailed(
  ctx: Ctx,
  deps: Deps,
  principal: Principal,
  jobId: string,
  ids: readonly string[] | undefined,
): Promise<{ retried: number }> {
  await findJob(ctx, principal.workspaceId, jobId);
  const events = eventRepo(ctx.db);
  const total = ids ? 0 : await events.countFailed(jobId);
  if (total > AT_ONCE) {
    const filter = { jobId: [jobId], status: ["failed" as const] };
    await startBulk(ctx, deps, principal, "retry", { filter, onlyFailed: true });
    return { retried: total };
  }
  const moved = await events.retryFailed(jobId, ids, ids?.length ?? AT_ONCE, new Date());
  if (moved.length > 0) {
    await deps.rollups.mark(
      jobId,
      moved.map((row) => row.receivedAt),
    );
    deps.wake(laneOf(jobId));
  }
  return { retried: moved.length };
}
