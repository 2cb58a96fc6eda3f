import type { Ctx } from "../context.ts";
import { eventRepo, retainJob } from "../events/index.ts";
import type { LaneRepo } from "../platform/lanes/index.ts";
import { laneOf } from "./jobs.ts";
import { jobRepo } from "./repo.ts";

const BUDGET_MS = 4_000;
const CHUNK = 1_000;
const EXECUTION_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * One piece of the retention of all jobs, a few seconds long; `more` while something is left.
 * Each job remembers how far it got, so that the next piece, or another run, continues there.
 */
export async function cleanJobs(
  ctx: Ctx,
  lanes: LaneRepo,
  now = new Date(),
): Promise<{ stripped: number; removed: number; more: boolean }> {
  const jobs = jobRepo(ctx.db);
  const until = Date.now() + BUDGET_MS;
  const total = { stripped: 0, removed: 0 };
  for await (const job of jobs.eachDeleted()) {
    for (;;) {
      const removed = await eventRepo(ctx.db).removeJob(job._id, CHUNK);
      total.removed += removed;
      if (removed < CHUNK) break;
      if (Date.now() > until) return { ...total, more: true };
    }
    await lanes.remove(laneOf(job._id));
    await jobs.erase(job._id);
  }
  for await (const job of jobs.each()) {
    let after = job.strippedUpTo ?? "";
    for (;;) {
      const piece = await retainJob(ctx, job._id, after, now);
      total.stripped += piece.stripped;
      total.removed += piece.removed;
      if (!piece.upTo) break;
      after = piece.upTo;
      await jobs.setStrippedUpTo(job._id, after);
      if (Date.now() > until) return { ...total, more: true };
    }
  }
  await jobs.removeExecutionsBefore(new Date(now.getTime() - EXECUTION_DAYS * DAY_MS));
  return { ...total, more: false };
}
