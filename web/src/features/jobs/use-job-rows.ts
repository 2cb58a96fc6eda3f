import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { FIGURES_AGE_MS, jobListQuery, useFresh } from "./data.ts";
import { type Range, rangeMs } from "./range.ts";
import { byConcern, figuresOf, type JobRow, stateOf } from "./state.ts";

/** Further jobs are listed without figures, which are asked for job by job. */
const WITH_FIGURES = 60;

const figuresQuery = (jobId: string, range: Range) => ({
  queryKey: [...api.syncJobs.stats.key({ params: { jobId } }), "range", range] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => {
    const from = new Date(Date.now() - rangeMs(range)).toISOString();
    return api.syncJobs.stats({ params: { jobId }, query: { from } }, { signal });
  },
  refetchInterval: FIGURES_AGE_MS,
  placeholderData: keepPreviousData,
});

/** The workspace's jobs with their figures over `range`, worst first, and the statistics those come from. */
export function useJobRows(range: Range) {
  const jobs = useQuery(jobListQuery());
  useFresh("*", api.syncJobs.stats.key());
  const list = jobs.data?.data ?? [];
  const figures = useQueries({
    queries: list.slice(0, WITH_FIGURES).map((job) => figuresQuery(job.id, range)),
  });
  const rows = list.map((job, index): JobRow => {
    const stats = figures[index]?.data;
    const counted = stats && figuresOf(stats);
    return { job, figures: counted, state: stateOf(job, counted) };
  });
  const stats = figures.flatMap(({ data }) => data ?? []);
  return { jobs, rows: rows.sort(byConcern), stats, isCounting: figures.some(({ isPending }) => isPending) };
}
