import type { SyncJob, UpdateSyncJob } from "@sluice/shared/sync-jobs";
import { keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "../../lib/api.ts";
import { useLive } from "../../lib/live.ts";
import { type Range, rangeMs } from "./range.ts";

const FIGURES_AT_MOST_EACH_MS = 5_000;
/** The timeline moves on although nothing arrives. */
const TIMELINE_STEP_MS = 60_000;

export const jobListQuery = () => ({
  ...api.syncJobs.list.queryOptions({ query: { limit: 200 } }),
  meta: { live: "*" as const },
});

export const syncJobQuery = (jobId: string) => ({
  ...api.syncJobs.get.queryOptions({ params: { jobId } }),
  meta: { live: `job:${jobId}` as const },
});

export const connectorsQuery = () => ({
  ...api.connectors.list.queryOptions(),
  staleTime: Number.POSITIVE_INFINITY,
});

const figuresKey = (jobId: string) => [...api.syncJobs.stats.key({ params: { jobId } }), "range"] as const;

/** The figures of one job up to now; `useFreshFigures` keeps them so. */
export const figuresQuery = (jobId: string, range: Range) => ({
  queryKey: [...figuresKey(jobId), range] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => {
    const from = new Date(Date.now() - rangeMs(range)).toISOString();
    return api.syncJobs.stats({ params: { jobId }, query: { from } }, { signal });
  },
  refetchInterval: TIMELINE_STEP_MS,
  placeholderData: keepPreviousData,
});

/** Asks for figures again when the stream tells of their job: at most every 5 s, for they cost more than a row. */
export function useFreshFigures(jobId?: string): void {
  const client = useQueryClient();
  const heard = useRef(new Set<string>());
  const timer = useRef<number>(undefined);
  const flush = () => {
    timer.current = undefined;
    if (heard.current.size === 0) return;
    for (const id of heard.current) void client.invalidateQueries({ queryKey: figuresKey(id) });
    heard.current.clear();
    timer.current = window.setTimeout(flush, FIGURES_AT_MOST_EACH_MS);
  };
  useLive(jobId ? `job:${jobId}` : "*", (messages) => {
    for (const message of messages) {
      if (message.jobId) heard.current.add(message.jobId);
      if (message.type === "resumed") void client.invalidateQueries({ queryKey: api.syncJobs.stats.key() });
    }
    if (timer.current === undefined) flush();
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
}

function useJobChange<Input>(jobId: string, send: (input: Input) => Promise<SyncJob>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (job) => {
      client.setQueryData(syncJobQuery(jobId).queryKey, job);
      return client.invalidateQueries({ queryKey: api.syncJobs.list.key() });
    },
  });
}

export const useUpdateSyncJob = (jobId: string) =>
  useJobChange(jobId, (body: UpdateSyncJob) => api.syncJobs.update({ params: { jobId }, body }));

/** `overlapHours`: how long the secret before stays valid. */
export const useStoreSecret = (jobId: string) =>
  useJobChange(jobId, (body: { secret: string; overlapHours?: number }) =>
    api.syncJobs.setSecret({ params: { jobId }, body }),
  );
