import type { ReceiveResult } from "@sluice/shared/events";
import type { SyncJob, SyncJobStats, UpdateSyncJob } from "@sluice/shared/sync-jobs";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { currentWorkspace } from "../../lib/session-store.ts";

/** The jobs of the workspace in use. */
const here = () => currentWorkspace() ?? "default";
const TIMELINE_STEP_MS = 60_000;

export const jobsPath = () => `/api/workspaces/${here()}/sync-jobs`;
export const jobPath = (jobId: string) => `${jobsPath()}/${jobId}`;

export interface NewSyncJob {
  readonly name: string;
  readonly source: { readonly connector: "stripe" };
  readonly destination: { readonly database: string; readonly collectionPrefix: string };
  readonly webhookConfig: { readonly events: readonly string[] };
}

/** The beginning of every key of one job: what is shown of it is asked for again together. */
export const jobScope = (jobId: string) => ["sync-jobs", jobId] as const;

export const jobsQuery = queryOptions({
  queryKey: ["sync-jobs", "list"],
  queryFn: ({ signal }) =>
    api<{ data: SyncJob[]; nextCursor: string | null }>(`${jobsPath()}?limit=200`, { signal }),
  meta: { live: "*" },
});

export const jobQuery = (jobId: string) =>
  queryOptions({
    queryKey: [...jobScope(jobId), "job"],
    queryFn: ({ signal }) => api<SyncJob>(jobPath(jobId), { signal }),
    meta: { live: `job:${jobId}` },
  });

export const statsQuery = (jobId: string) =>
  queryOptions({
    queryKey: [...jobScope(jobId), "stats"],
    queryFn: ({ signal }) => api<SyncJobStats>(`${jobPath(jobId)}/webhook/stats`, { signal }),
    // The timeline moves on although nothing arrives.
    refetchInterval: TIMELINE_STEP_MS,
    meta: { live: `job:${jobId}` },
  });

export function useCreateJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSyncJob) => api<SyncJob>(jobsPath(), { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: jobsQuery.queryKey }),
  });
}

function useJobChange<Input>(jobId: string, send: (input: Input) => Promise<SyncJob>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (job) => {
      client.setQueryData(jobQuery(jobId).queryKey, job);
      return client.invalidateQueries({ queryKey: jobsQuery.queryKey });
    },
  });
}

export const useUpdateJob = (jobId: string) =>
  useJobChange(jobId, (body: UpdateSyncJob) => api<SyncJob>(jobPath(jobId), { method: "PATCH", body }));

export const useSetSecret = (jobId: string) =>
  useJobChange(jobId, (secret: string) =>
    api<SyncJob>(`${jobPath(jobId)}/webhook/secret`, { method: "POST", body: { secret } }),
  );

export const useSendTest = (jobId: string) =>
  useMutation({
    mutationFn: () =>
      api<ReceiveResult>(`/api/webhooks/${here()}/${jobId}/test`, { method: "POST", body: {} }),
  });
