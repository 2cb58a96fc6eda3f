import type { Attention, Concern, Overview, OverviewQuery } from "@sluice/shared/overview";
import { JobState, type SyncJobSummary } from "@sluice/shared/sync-jobs";
import { alertConcerns } from "../alerts/index.ts";
import type { Ctx } from "../context.ts";
import {
  countOpenRejected,
  failureGroups,
  listEvents,
  MINUTE_MS,
  type Rollups,
  reasonOf,
  rejectedRepo,
} from "../events/index.ts";
import { diagnosis, eventSource, findJob, summarizeJobs } from "../sync-jobs/index.ts";
import { concernsOf, type Known, withCause } from "./concerns.ts";
import { figures, rangeOf, total } from "./figures.ts";

const DAY_MS = 86_400_000;
const FAILED_DAYS = 7;
const MONTH_DAYS = 30;
const SHOWN_CONCERNS = 5;
const LATEST = 7;
/** Refused requests among which the newest of the commonest reason is looked for. */
const LOOKED_AT = 20;

/** The workspace at a glance; everything is read from the statistics and the states of lanes. */
export async function getOverview(
  ctx: Ctx,
  rollups: Rollups,
  workspaceId: string,
  query: OverviewQuery,
): Promise<Overview> {
  const now = Date.now();
  const range = rangeOf(query, now);
  const summaries = await summarizeJobs(ctx, rollups, workspaceId);
  const jobIds = summaries.map(({ job }) => job.id);
  const [told, known, latest, ofAlerts] = await Promise.all([
    figures(rollups, jobIds, range),
    knownOf(rollups, summaries, now),
    newest(ctx, jobIds, {}, LATEST),
    alertConcerns(ctx, workspaceId, now),
  ]);
  const names = new Map(summaries.map(({ job }) => [job.id, job.name]));
  const concerns = concernsOf(
    known,
    now,
    ofAlerts.filter(({ jobId }) => names.has(jobId)),
  );
  const states = Object.fromEntries(JobState.options.map((state) => [state, 0])) as Record<JobState, number>;
  for (const { state } of summaries) states[state] += 1;
  return {
    ...told,
    concerns: {
      data: await Promise.all(
        concerns.slice(0, SHOWN_CONCERNS).map((one) => explained(ctx, rollups, workspaceId, one, now)),
      ),
      total: concerns.length,
    },
    lastFailureAt: await lastFailure(ctx, jobIds, now),
    jobs: { total: summaries.length, states },
    latest: latest.map((event) => ({ ...event, jobName: names.get(event.jobId) ?? "" })),
  };
}

/** @returns what the navigation counts. */
export async function getAttention(ctx: Ctx, rollups: Rollups, workspaceId: string): Promise<Attention> {
  const now = Date.now();
  const jobIds = await eventSource(ctx).jobIds(workspaceId, undefined);
  await rollups.refresh(jobIds);
  const [failed, rejected] = await Promise.all([
    rollups.sums({ jobIds, from: now - FAILED_DAYS * DAY_MS, to: now }),
    countOpenRejected(ctx, workspaceId, new Date(now - DAY_MS)),
  ]);
  return { failed: total(failed).failed, rejected };
}

async function knownOf(
  rollups: Rollups,
  summaries: readonly SyncJobSummary[],
  now: number,
): Promise<Known[]> {
  const jobIds = summaries.map(({ job }) => job.id);
  const day = { jobIds, from: now - DAY_MS, to: now };
  const [week, today, refusals] = await Promise.all([
    rollups.sums({ jobIds, from: now - FAILED_DAYS * DAY_MS, to: now }),
    rollups.sums(day),
    // To the minute: since when is told.
    rollups.refusals({ ...day, width: MINUTE_MS }),
  ]);
  const weekOf = Map.groupBy(week, ({ jobId }) => jobId);
  const dayOf = Map.groupBy(today, ({ jobId }) => jobId);
  const refusalsOf = Map.groupBy(refusals, ({ jobId }) => jobId);
  return summaries.map((summary) => ({
    summary,
    failed: total(weekOf.get(summary.job.id) ?? []).failed,
    mismatched: total(dayOf.get(summary.job.id) ?? []).mismatched,
    refusals: (refusalsOf.get(summary.job.id) ?? []).map(({ minute, rejectedBy }) => ({
      at: minute,
      by: rejectedBy ?? {},
    })),
  }));
}

async function explained(
  ctx: Ctx,
  rollups: Rollups,
  workspaceId: string,
  concern: Concern,
  now: number,
): Promise<Concern> {
  const { kind, jobId } = concern;
  if (kind === "failing") {
    const from = new Date(now - FAILED_DAYS * DAY_MS);
    const groups = await failureGroups(ctx, rollups, [jobId], { from, to: new Date(now) });
    return withCause(concern, groups.data);
  }
  if (kind === "rejected") {
    const job = await findJob(ctx, workspaceId, jobId);
    const diagnose = await diagnosis(ctx, job);
    const newest = await rejectedRepo(ctx.db).list(workspaceId, jobId, undefined, LOOKED_AT);
    const last = newest.find((doc) => reasonOf(doc) === concern.reason);
    return last ? { ...concern, diagnosis: diagnose(last).cause, requestId: last._id } : concern;
  }
  return concern;
}

async function newest(
  ctx: Ctx,
  jobIds: readonly string[],
  filter: { status?: ["failed"]; from?: string },
  limit: number,
) {
  const { data } = await listEvents(ctx, jobIds, { ...filter, sort: "newest", limit });
  return data;
}

async function lastFailure(ctx: Ctx, jobIds: readonly string[], now: number): Promise<string | null> {
  const from = new Date(now - MONTH_DAYS * DAY_MS).toISOString();
  const [last] = await newest(ctx, jobIds, { status: ["failed"], from }, 1);
  return last?.receivedAt ?? null;
}
