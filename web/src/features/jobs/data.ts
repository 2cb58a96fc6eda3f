import type { ListSummaries, SyncJob, UpdateSyncJob } from "@sluice/shared/sync-jobs";
import { keepPreviousData, type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "../../lib/api.ts";
import { type Topic, useLive } from "../../lib/live.ts";

const PAGE = 100;
/** Figures cost more than a row. */
const FIGURES_AT_MOST_EACH_MS = 5_000;
/** They move on although nothing arrives. */
export const FIGURES_AGE_MS = 60_000;

export const jobListQuery = () => ({
  ...api.syncJobs.list.queryOptions({ query: { limit: 200 } }),
  meta: { live: "*" as const },
});

/** Jobs with their last 24 hours; `useFresh("*", api.syncJobs.summaries.key())` keeps them so. */
export const summariesQuery = (asked: Partial<Pick<ListSummaries, "q" | "state" | "sort">> = {}) => ({
  ...api.syncJobs.summaries.infiniteOptions({ query: { ...asked, limit: PAGE } }),
  placeholderData: keepPreviousData,
  refetchInterval: FIGURES_AGE_MS,
});

export const syncJobQuery = (jobId: string) => ({
  ...api.syncJobs.get.queryOptions({ params: { jobId } }),
  meta: { live: `job:${jobId}` as const },
});

export const connectorsQuery = () => ({
  ...api.connectors.list.queryOptions(),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Asks again for `queryKey` when the stream tells of the topic, at most every 5 s. */
export function useFresh(topic: Topic, queryKey: QueryKey): void {
  const client = useQueryClient();
  const heard = useRef(false);
  const timer = useRef<number>(undefined);
  const key = useRef(queryKey);
  key.current = queryKey;
  const flush = () => {
    timer.current = undefined;
    if (!heard.current) return;
    // An answer on its way, however slow, is left to arrive.
    if (client.isFetching({ queryKey: key.current }) === 0) {
      heard.current = false;
      void client.invalidateQueries({ queryKey: key.current });
    }
    timer.current = window.setTimeout(flush, FIGURES_AT_MOST_EACH_MS);
  };
  useLive(topic, () => {
    heard.current = true;
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
      return client.invalidateQueries({ queryKey: api.syncJobs.key() });
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
