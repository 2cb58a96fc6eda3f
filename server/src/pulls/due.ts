import type { Ctx } from "../context.ts";
import { tryStartRun } from "../runs/index.ts";
import { jobRepo, nextTime } from "../sync-jobs/index.ts";
import { pullOf } from "./start.ts";

/** Of one look; the others are due at the next. */
const MOST = 100;
/** So many begin at once, the others one after the other. */
const AT_ONCE = 8;
const APART_MS = 500;

/**
 * Starts a run for each schedule that has come, however often it was missed, and moves the schedule on. The run
 * bears the time it is for, so that of two that look at once, or after a death in between, one is started.
 */
export async function startDue(ctx: Ctx, now = new Date()): Promise<{ started: number; more: boolean }> {
  const jobs = jobRepo(ctx.db);
  const due = await jobs.due(now, MOST);
  let started = 0;
  for (const job of due) {
    const { schedule, nextRunAt } = job;
    if (!schedule || !nextRunAt) continue;
    const delay = Math.max(0, started - AT_ONCE + 1) * APART_MS;
    const run = await tryStartRun(ctx, {
      ...(await pullOf(ctx, job, {}, now.getTime())),
      dueKey: `${job._id}:${nextRunAt.toISOString()}`,
      ...(delay > 0 && { startAt: new Date(Date.now() + delay) }),
    });
    if (run) started += 1;
    ctx.faults.at("run:after-start");
    if (await jobs.moveOn(job._id, nextRunAt, nextTime(schedule, now))) ctx.nudge.send(`job ${job._id}`);
  }
  return { started, more: due.length === MOST };
}
