import type { EventFilterInput } from "@sluice/shared/events";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { spanOf } from "../../lib/range.ts";
import { FIGURES_AGE_MS } from "../jobs/data.ts";

const PAGE = 100;
const RUNS = 50;
const DEFAULT_RANGE = "24h";
const MINUTE_MS = 60_000;

/** A range of the address that can be read; the last 24 hours without one. */
export const rangeOf = (text: string | undefined): string =>
  text && spanOf(text, Date.now()) ? text : DEFAULT_RANGE;

/** What is asked for: a relative range begins at a whole minute, so that the question stays the same. */
export const spanAt = (range: string, now = Date.now()) =>
  spanOf(range, Math.floor(now / MINUTE_MS) * MINUTE_MS) ?? { from: new Date(0).toISOString() };

/** Sixty bars of whole minutes: the one that is filling is the last of them. */
const statsSpan = (range: string) => {
  const now = Date.now();
  const span = spanOf(range, now);
  return span?.to ? span : spanOf(range, Math.floor(now / MINUTE_MS + 1) * MINUTE_MS);
};

/** The figures of one job, up to now for a relative range. */
export const statsQuery = (jobId: string, range: string) =>
  queryOptions({
    queryKey: [...api.syncJobs.stats.key({ params: { jobId } }), "range", range] as const,
    queryFn: ({ signal }) =>
      api.syncJobs.stats({ params: { jobId }, query: { ...statsSpan(range) } }, { signal }),
    refetchInterval: FIGURES_AGE_MS,
    placeholderData: keepPreviousData,
  });

/** The job among the summaries, for what needs its last 30 days: whether it is quiet. */
export const summaryQuery = (jobId: string, name: string) =>
  queryOptions({
    ...api.syncJobs.summaries.queryOptions({ query: { q: name.slice(0, 128), limit: 200 } }),
    select: ({ data }) => data.find(({ job }) => job.id === jobId),
    staleTime: FIGURES_AGE_MS,
    refetchInterval: FIGURES_AGE_MS,
  });

export const failuresQuery = (jobId: string, range: string) => ({
  ...api.events.failures.queryOptions({ query: { jobId: [jobId], ...spanAt(range) } }),
  placeholderData: keepPreviousData,
  meta: { live: `job:${jobId}` as const },
});

export const jobEventsQuery = (filter: EventFilterInput) => ({
  ...api.events.list.infiniteOptions({ query: { ...filter, limit: PAGE } }),
  placeholderData: keepPreviousData,
});

export const versionsQuery = (jobId: string) =>
  api.syncJobs.versions.infiniteOptions({ params: { jobId }, query: { limit: 20 } });

export const runsQuery = (
  jobId: string,
  range: string,
  status: "running" | "completed" | "blocked" | undefined,
) => ({
  ...api.syncJobs.executions.infiniteOptions({
    params: { jobId },
    query: { limit: RUNS, ...spanAt(range), ...(status && { status: [status] }) },
  }),
  placeholderData: keepPreviousData,
  meta: { live: `job:${jobId}` as const },
});

export const runQuery = (jobId: string, executionId: string) => ({
  ...api.syncJobs.execution.queryOptions({ params: { jobId, executionId } }),
  meta: { live: `job:${jobId}` as const },
});
