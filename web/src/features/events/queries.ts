import type { EventDetail, EventSummary, RejectedRequest, ReplayResult } from "@sluice/shared/events";
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { jobPath, jobScope } from "../jobs/queries.ts";

export const SHOWN_EVENTS = 50;
const SHOWN_REJECTED = 20;
const REJECTED_MS = 10_000;

interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/** The newest events; of one job, or of all. */
export const eventsQuery = (jobId: string | undefined, status: string | undefined) =>
  queryOptions({
    queryKey: [...(jobId ? jobScope(jobId) : ["sync-jobs", "all"]), "events", { status }],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ limit: String(SHOWN_EVENTS), ...(status && { status }) });
      const path = jobId ? `${jobPath(jobId)}/webhook/events` : "/api/v1/events";
      return api<Page<EventSummary>>(`${path}?${query}`, { signal });
    },
    placeholderData: keepPreviousData,
    meta: { live: jobId ? `job:${jobId}` : "*" },
  });

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ["sync-jobs", "event", id],
    queryFn: ({ signal }) => api<EventDetail>(`/api/v1/events/${id}`, { signal }),
    meta: { live: "*" },
  });

/** The server does not tell of rejected requests, hence the interval; and each diagnosis costs it some work. */
export const rejectedQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["rejected", jobId],
    queryFn: ({ signal }) =>
      api<Page<RejectedRequest>>(`${jobPath(jobId)}/webhook/rejected?limit=${SHOWN_REJECTED}`, { signal }),
    refetchInterval: REJECTED_MS,
  });

/** Tries all failed events again, or only those named. */
export function useRetryFailed(jobId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (eventIds: string[] | undefined) =>
      api<{ retried: number }>(`${jobPath(jobId)}/webhook/retry-failed`, {
        method: "POST",
        body: { eventIds },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: jobScope(jobId) }),
  });
}

export function useReplay(jobId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api<ReplayResult>(`/api/v1/events/${id}/replay`, { method: "POST", body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: jobScope(jobId) }),
  });
}
