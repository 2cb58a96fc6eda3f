import type { EventStatus } from "@sluice/shared/events";
import { keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const PAGE = 100;
const SHOWN_REJECTED = 20;
const REJECTED_MS = 10_000;

/** The newest events; of one job, or of all. */
export const eventsQuery = (jobId: string | undefined, status: EventStatus | undefined) => ({
  ...api.events.list.infiniteOptions({ query: { limit: PAGE, jobId, status } }),
  placeholderData: keepPreviousData,
  meta: { live: jobId ? (`job:${jobId}` as const) : ("*" as const) },
});

export const eventQuery = (id: string) => ({
  ...api.events.get.queryOptions({ params: { id } }),
  meta: { live: "*" as const },
});

/** The server does not tell of rejected requests, hence the interval; and each diagnosis costs it some work. */
export const rejectedQuery = (jobId: string) => ({
  ...api.syncJobs.rejected.queryOptions({ params: { jobId }, query: { limit: SHOWN_REJECTED } }),
  refetchInterval: REJECTED_MS,
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

export function useReplay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.events.replay({ params: { id }, body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: api.events.key() }),
  });
}
