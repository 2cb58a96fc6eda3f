import type { RunKind, SyncRun } from "@sluice/shared/runs";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const PAGE = 50;
/** Asked again so often while one is under way, in case no message comes. */
const POLL_MS = 2_000;

const PULLS: readonly RunKind[] = ["backfill", "changes"];
export const isPull = ({ kind }: SyncRun): boolean => PULLS.includes(kind);
export const hasEnded = ({ status }: SyncRun): boolean =>
  status === "completed" || status === "failed" || status === "cancelled";

/** A job's long runs, newest first. */
export const longRunsQuery = (jobId: string) => ({
  ...api.runs.list.infiniteOptions({ params: { jobId }, query: { limit: PAGE } }),
  placeholderData: keepPreviousData,
  meta: { live: "run" as const },
});

/** The newest of them, for what is under way. */
export const latestRunsQuery = (jobId: string) => ({
  ...api.runs.list.queryOptions({ params: { jobId }, query: { limit: 10 } }),
  meta: { live: "run" as const },
  refetchInterval: ({ state }: { state: { data?: { data: readonly SyncRun[] } | undefined } }) =>
    state.data?.data.some((run) => !hasEnded(run)) ? POLL_MS : false,
});

export const longRunQuery = (jobId: string, runId: string) => ({
  ...api.runs.get.queryOptions({ params: { jobId, runId } }),
  meta: { live: "run" as const },
});

export const previewQuery = (cron: string, timezone: string) => ({
  ...api.pulls.preview.queryOptions({ query: { cron, timezone } }),
  placeholderData: keepPreviousData,
  retry: false,
});

/** Reads from the provider now. */
export function useStartPull(job: Pick<SyncJob, "id">) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { kind?: "backfill" | "changes"; entities?: string[] }) =>
      api.pulls.start({ params: { jobId: job.id }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: api.runs.key() }),
  });
}

export function useChangeRun({ id: runId, jobId }: Pick<SyncRun, "id" | "jobId">) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (what: "pause" | "resume" | "cancel") => api.runs[what]({ params: { jobId, runId } }),
    onSettled: () => client.invalidateQueries({ queryKey: api.runs.key() }),
  });
}
