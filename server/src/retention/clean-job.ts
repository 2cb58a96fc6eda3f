import type { Retention } from "@sluice/shared/retention";
import type { Ctx } from "../context.ts";
import { retentionRepo } from "../events/index.ts";
import { firstIdAt } from "../platform/ids.ts";
import { removeReconciliationsBefore } from "../reconcile/index.ts";
import { runRepo } from "../runs/index.ts";
import { executionRepo, type JobDoc, jobRepo } from "../sync-jobs/index.ts";

const DAY_MS = 86_400_000;
const CHUNK = 1_000;
const RUN_DAYS = 90;

export const cutoff = (prefix: string, now: Date, days: number): string =>
  firstIdAt(prefix, new Date(now.getTime() - days * DAY_MS));

export interface Cleaned {
  stripped: number;
  removed: number;
}

/**
 * Strips and removes what is old in one job, piece by piece while `goOn` says so; false when it was stopped.
 * Rows that are not settled are passed over and held, and come up again once they are. Where it got to is kept
 * in the job, so that the next call continues there.
 */
export async function cleanJob(
  ctx: Ctx,
  job: Pick<JobDoc, "_id" | "strippedUpTo">,
  keep: Retention,
  now: Date,
  total: Cleaned,
  goOn: () => boolean,
): Promise<boolean> {
  const repo = retentionRepo(ctx.db);
  const bodiesBefore = cutoff("evt", now, keep.bodyDays);
  for (let full = true; full; ) {
    const ids = await repo.released(job._id, bodiesBefore, CHUNK);
    total.stripped += await repo.strip(ids, now);
    full = ids.length === CHUNK;
    if (full && !goOn()) return false;
  }
  for (let after = job.strippedUpTo ?? "", full = true; full; ) {
    const rows = await repo.next(job._id, after, bodiesBefore, CHUNK);
    const isSettled = (row: (typeof rows)[number]) => row.status === "processed" || row.status === "filtered";
    const { strip = [], hold = [] } = Object.groupBy(
      rows.filter((row) => !row.strippedAt),
      (row) => (isSettled(row) ? "strip" : "hold"),
    );
    // Held before the cursor passes them; one that is settled meanwhile is found as released.
    if (hold.length > 0) await repo.hold(hold.map((row) => row._id));
    total.stripped += await repo.strip(
      strip.map((row) => row._id),
      now,
    );
    const last = rows.at(-1);
    if (last) {
      after = last._id;
      await jobRepo(ctx.db).setStrippedUpTo(job._id, after);
    }
    full = rows.length === CHUNK;
    if (full && !goOn()) return false;
  }
  for (let full = true; full; ) {
    const removed = await repo.removeBefore(job._id, cutoff("evt", now, keep.rowDays), CHUNK);
    total.removed += removed;
    full = removed === CHUNK;
    if (full && !goOn()) return false;
  }
  await repo.removeRejectedBefore(job._id, cutoff("rej", now, keep.bodyDays));
  await removeReconciliationsBefore(ctx, job._id, cutoff("run", now, RUN_DAYS));
  await runRepo(ctx.db).removeBefore(job._id, cutoff("run", now, RUN_DAYS));
  await executionRepo(ctx.db).removeBefore(job._id, new Date(now.getTime() - keep.executionDays * DAY_MS));
  return true;
}
