import { cleanAlerts, removeAlertSettings } from "../alerts/index.ts";
import { bulkRepo } from "../bulk/index.ts";
import type { Ctx } from "../context.ts";
import { retentionRepo } from "../events/index.ts";
import { firstIdAt } from "../platform/ids.ts";
import type { LaneRepo } from "../platform/lanes/index.ts";
import { removeReconciliations } from "../reconcile/index.ts";
import { runRepo } from "../runs/index.ts";
import { draftRepo, executionRepo, jobRepo, laneOf } from "../sync-jobs/index.ts";
import { type Cleaned, cleanJob } from "./clean-job.ts";
import { retentionOf } from "./settings.ts";
import { retentionSettingsRepo } from "./settings-repo.ts";

const BUDGET_MS = 4_000;
const CHUNK = 1_000;
const DAY_MS = 86_400_000;
/** A draft that nobody has touched for so long holds secrets for nothing. */
const DRAFT_DAYS = 30;
/** How long it is known what a bulk operation did; the audit log knows longer that there was one. */
const BULK_DAYS = 90;

/**
 * One piece of the retention of all jobs, a few seconds long, beginning at the job `from`; `next` is where the
 * following piece begins, absent when all is done. Each job remembers how far it got.
 */
export async function cleanUp(
  ctx: Ctx,
  lanes: LaneRepo,
  from = "",
  now = new Date(),
): Promise<Cleaned & { next?: string }> {
  const jobs = jobRepo(ctx.db);
  const until = Date.now() + BUDGET_MS;
  const goOn = () => Date.now() < until;
  const total: Cleaned = { stripped: 0, removed: 0 };
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  if (from === "") {
    await draftRepo(ctx.db).removeBefore(ago(DRAFT_DAYS));
    await cleanAlerts(ctx, now);
    await bulkRepo(ctx.db).removeBefore(firstIdAt("bulk", ago(BULK_DAYS)));
  }
  for await (const job of jobs.eachDeleted()) {
    for (let full = true; full; ) {
      const removed = await retentionRepo(ctx.db).removeJob(job._id, CHUNK);
      total.removed += removed;
      full = removed === CHUNK;
      if (full && !goOn()) return { ...total, next: from };
    }
    await removeTraces(ctx, job._id);
    await lanes.remove(laneOf(job._id));
    await jobs.erase(job._id);
  }
  for await (const job of jobs.each(from)) {
    const isDone = goOn() && (await cleanJob(ctx, job, await retentionOf(ctx, job), now, total, goOn));
    if (!isDone) return { ...total, next: job._id };
  }
  return total;
}

/** What a removed job leaves beside its events. */
async function removeTraces(ctx: Ctx, jobId: string): Promise<void> {
  const everything = new Date(8_640_000_000_000_000);
  await retentionRepo(ctx.db).removeRejectedBefore(jobId, firstIdAt("rej", new Date(2 ** 48 - 1)));
  await executionRepo(ctx.db).removeBefore(jobId, everything);
  await removeReconciliations(ctx, jobId);
  await runRepo(ctx.db).removeOf(jobId);
  await retentionSettingsRepo(ctx.db).remove(jobId);
  await removeAlertSettings(ctx, jobId);
}
