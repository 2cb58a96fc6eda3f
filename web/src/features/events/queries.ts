import type { EventFilterInput, EventSort } from "@sluice/shared/events";
import { keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const PAGE = 100;
const COUNTS_MS = 15_000;

/** The events that match, by time of receipt. */
export const eventsQuery = (filter: EventFilterInput, sort: EventSort = "newest") => ({
  ...api.events.list.infiniteOptions({ query: { ...filter, sort, limit: PAGE } }),
  placeholderData: keepPreviousData,
});

/** What the events page lists. Nothing asks for all of its pages again: `useTail` brings what is new and what changed. */
export const listQuery = (filter: EventFilterInput, sort: EventSort = "newest") => {
  const options = eventsQuery(filter, sort);
  return {
    ...options,
    queryKey: ["events page", ...options.queryKey] as unknown as typeof options.queryKey,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  };
};

const counted = { refetchInterval: COUNTS_MS, placeholderData: keepPreviousData };

/** Counts of each value for the other filters. */
export const facetsQuery = (filter: EventFilterInput) => ({
  ...api.events.facets.queryOptions({ query: filter }),
  ...counted,
});

export const histogramQuery = (filter: EventFilterInput) => ({
  ...api.events.histogram.queryOptions({ query: filter }),
  ...counted,
});

/** What failed, by cause; of the times and jobs of a filter. */
export const failuresQuery = ({ jobId, from, to }: EventFilterInput) => ({
  ...api.events.failures.queryOptions({
    query: { ...(jobId && { jobId }), ...(from && { from }), ...(to && { to }) },
  }),
  ...counted,
});

export const eventQuery = (id: string) => ({
  ...api.events.get.queryOptions({ params: { id } }),
  meta: { live: "*" as const },
});

/** Tries all failed events again, or only those named. */
export function useRetryFailed(jobId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (eventIds: string[] | undefined) =>
      api.syncJobs.retryFailed({ params: { jobId }, body: { eventIds } }),
    onSettled: () => client.invalidateQueries({ queryKey: api.events.key() }),
  });
}

export interface ReplayInput {
  readonly id: string;
  /** An edited body. */
  readonly payload?: Record<string, unknown>;
}

export function useReplay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, payload }: ReplayInput) =>
      api.events.replay({ params: { id }, body: payload ? { payload } : {} }),
    onSettled: () => client.invalidateQueries({ queryKey: api.events.key() }),
  });
}
