import {
  JobState,
  type ListSummaries,
  type SyncJobSummaries,
  type SyncJobSummary,
} from "@sluice/shared/sync-jobs";
import type { Ctx } from "../context.ts";
import { addCounts, DAY_MS, floorTo, MINUTE_MS, noCounts, quantile, type Rollups } from "../events/index.ts";
import { AppError } from "../platform/errors.ts";
import { laneRepo } from "../platform/lanes/index.ts";
import { monthUntil } from "./job-signs.ts";
import { jobState, usualGapOf } from "./job-state.ts";
import { laneOf } from "./jobs.ts";
import { present } from "./present.ts";
import { type JobWithLast, summaryRepo } from "./summary-repo.ts";

const BARS = 49;
const BAR_MS = 30 * MINUTE_MS;

/** The workspace's jobs with their last 24 hours, sorted and filtered over all of them. */
export async function listSummaries(
  ctx: Ctx,
  rollups: Rollups,
  workspaceId: string,
  query: ListSummaries,
): Promise<SyncJobSummaries> {
  const offset = query.cursor === undefined ? 0 : Number(query.cursor);
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new AppError("invalid_input", "cursor: is not one of a previous page.");
  const all = await summarizeJobs(ctx, rollups, workspaceId, query.q);
  const counts = Object.fromEntries(
    JobState.options.map((state) => [state, 0]),
  ) as SyncJobSummaries["counts"];
  for (const { state } of all) counts[state] = (counts[state] ?? 0) + 1;
  const shown = all.filter(({ state }) => !query.state || state === query.state).sort(ORDERS[query.sort]);
  const end = offset + query.limit;
  return {
    data: shown.slice(offset, end),
    nextCursor: end < shown.length ? String(end) : null,
    counts,
    total: all.length,
  };
}

/** All jobs of a workspace with their last 24 hours, the newest first; `q` narrows them. */
export async function summarizeJobs(
  ctx: Ctx,
  rollups: Rollups,
  workspaceId: string,
  q?: string,
): Promise<SyncJobSummary[]> {
  const jobs = (await summaryRepo(ctx.db).jobs(workspaceId)).filter(({ job }) => matches(job, q));
  return summaries(ctx, rollups, jobs);
}

function matches({ name, destination, webhookConfig }: JobWithLast["job"], q: string | undefined): boolean {
  if (!q) return true;
  const wanted = q.toLowerCase();
  return [name, destination.database, ...webhookConfig.events].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

async function summaries(
  ctx: Ctx,
  rollups: Rollups,
  jobs: readonly JobWithLast[],
): Promise<SyncJobSummary[]> {
  if (jobs.length === 0) return [];
  const now = Date.now();
  const jobIds = jobs.map(({ job }) => job._id);
  await rollups.refresh(jobIds);
  const day = { jobIds, from: now - DAY_MS, to: now, origin: floorTo(now - DAY_MS, BAR_MS) };
  const month = { jobIds, ...monthUntil(now) };
  const [bars, days, latency, lanes] = await Promise.all([
    rollups.sums({ ...day, width: BAR_MS }),
    rollups.sums({ ...month, width: DAY_MS }),
    rollups.latency(day),
    laneRepo(ctx.db, ctx.config.times).findMany(jobIds.map(laneOf)),
  ]);
  const barsOf = Map.groupBy(bars, (bar) => bar.jobId);
  const daysOf = Map.groupBy(days, (one) => one.jobId);
  const latencyOf = Map.groupBy(latency, (one) => one.jobId);
  const laneFor = new Map(lanes.map((lane) => [lane._id, lane]));

  return jobs.map(({ job, lastEventAt }): SyncJobSummary => {
    const ownBars = barsOf.get(job._id) ?? [];
    const ownDays = daysOf.get(job._id) ?? [];
    const { received, processed, failed, filtered } = summed(ownBars);
    const monthly = summed(ownDays);
    const usualGapMs = usualGapOf(job, ownDays, month.from, lastEventAt);
    const lane = laneFor.get(laneOf(job._id));
    return {
      job: present(ctx, job, lane),
      state: jobState(job, lane, { lastEventAt, usualGapMs }, now),
      received,
      processed,
      failed,
      filtered,
      inFlight: monthly.open,
      p95: quantile(
        (latencyOf.get(job._id) ?? []).map((one) => one.latency),
        0.95,
      ),
      ...(lastEventAt && { lastEventAt: lastEventAt.toISOString() }),
      ...(usualGapMs && { usualGapMs }),
      sparkline: sparkline(ownBars, day.origin),
    };
  });
}

function summed(buckets: ReadonlyArray<ReturnType<typeof noCounts>>): ReturnType<typeof noCounts> {
  const sum = noCounts();
  for (const bucket of buckets) addCounts(sum, bucket);
  return sum;
}

function sparkline(
  bars: ReadonlyArray<{ bucket: number; received: number; failed: number }>,
  from: number,
): SyncJobSummary["sparkline"] {
  const points = Array.from({ length: BARS }, (_, index) => ({
    at: new Date(from + index * BAR_MS).toISOString(),
    received: 0,
    failed: 0,
  }));
  for (const { bucket, received, failed } of bars) {
    const point = points[Math.min(bucket, BARS - 1)];
    if (!point) continue;
    point.received += received;
    point.failed += failed;
  }
  return points;
}

type Order = (a: SyncJobSummary, b: SyncJobSummary) => number;
const needsSomebody = ({ state }: SyncJobSummary) =>
  Number(["blocked", "needsSecret", "quiet"].includes(state));
const byName: Order = (a, b) => a.job.name.localeCompare(b.job.name) || (a.job.id < b.job.id ? 1 : -1);
const ORDERS: Readonly<Record<ListSummaries["sort"], Order>> = {
  attention: (a, b) =>
    b.failed - a.failed || needsSomebody(b) - needsSomebody(a) || b.received - a.received || byName(a, b),
  name: byName,
  newest: (a, b) => (a.job.id < b.job.id ? 1 : -1),
  received: (a, b) => b.received - a.received || byName(a, b),
  lastEvent: (a, b) => (b.lastEventAt ?? "").localeCompare(a.lastEventAt ?? "") || byName(a, b),
};
