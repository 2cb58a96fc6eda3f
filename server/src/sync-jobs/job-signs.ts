import type { Ctx } from "../context.ts";
import { DAY_MS, floorTo, type Rollups } from "../events/index.ts";
import { type LaneDoc, laneRepo } from "../platform/lanes/index.ts";
import { usualGapOf } from "./job-state.ts";
import { laneOf } from "./jobs.ts";
import { type JobDoc, jobRepo } from "./repo.ts";
import { summaryRepo } from "./summary-repo.ts";

export const MONTH_DAYS = 30;

export interface JobSigns {
  readonly job: JobDoc;
  readonly lane: LaneDoc | undefined;
  readonly lastEventAt: Date | undefined;
  /** Milliseconds between two events; undefined while there are too few to tell. */
  readonly usualGapMs: number | undefined;
}

/** The last 30 days, by whole days. */
export const monthUntil = (now: number) => ({
  from: floorTo(now, DAY_MS) - (MONTH_DAYS - 1) * DAY_MS,
  to: now,
});

/** A page of all workspaces' jobs in order of their ids, from `fromId` on, with what can be seen of each. */
export async function signsOfJobs(
  ctx: Ctx,
  rollups: Rollups,
  fromId: string,
  limit: number,
): Promise<JobSigns[]> {
  const ids = await jobRepo(ctx.db).idsFrom(fromId, limit);
  if (ids.length === 0) return [];
  await rollups.refresh(ids);
  const month = monthUntil(Date.now());
  const [jobs, days, lanes] = await Promise.all([
    summaryRepo(ctx.db).ofIds(ids),
    rollups.sums({ jobIds: ids, ...month, width: DAY_MS }),
    laneRepo(ctx.db, ctx.config.times).findMany(ids.map(laneOf)),
  ]);
  const daysOf = Map.groupBy(days, ({ jobId }) => jobId);
  const laneFor = new Map(lanes.map((lane) => [lane._id, lane]));
  return jobs.map(({ job, lastEventAt }) => ({
    job,
    lane: laneFor.get(laneOf(job._id)),
    lastEventAt,
    usualGapMs: usualGapOf(job, daysOf.get(job._id) ?? [], month.from, lastEventAt),
  }));
}
