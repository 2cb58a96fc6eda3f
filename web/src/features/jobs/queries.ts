import type { SyncJob, UpdateSyncJob } from "@sluice/shared/sync-jobs";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const TIMELINE_STEP_MS = 60_000;

export const jobsQuery = () => ({
  ...api.syncJobs.list.queryOptions({ query: { limit: 200 } }),
  meta: { live: "*" as const },
});

export const jobQuery = (jobId: string) => ({
  ...api.syncJobs.get.queryOptions({ params: { jobId } }),
  meta: { live: `job:${jobId}` as const },
});

export const statsQuery = (jobId: string) => ({
  ...api.syncJobs.stats.queryOptions({ params: { jobId } }),
  // The timeline moves on although nothing arrives.
  refetchInterval: TIMELINE_STEP_MS,
  meta: { live: `job:${jobId}` as const },
});

export function useCreateJob() {
  const client = useQueryClient();
  return useMutation({
    ...api.syncJobs.create.mutationOptions(),
    onSuccess: () => client.invalidateQueries({ queryKey: api.syncJobs.list.key() }),
  });
}

function useJobChange<Input>(jobId: string, send: (input: Input) => Promise<SyncJob>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (job) => {
      client.setQueryData(jobQuery(jobId).queryKey, job);
      return client.invalidateQueries({ queryKey: api.syncJobs.list.key() });
    },
  });
}

export const useUpdateJob = (jobId: string) =>
  useJobChange(jobId, (body: UpdateSyncJob) => api.syncJobs.update({ params: { jobId }, body }));

export const useSetSecret = (jobId: string) =>
  useJobChange(jobId, (secret: string) => api.syncJobs.setSecret({ params: { jobId }, body: { secret } }));

export const useSendTest = (jobId: string) =>
  useMutation({ mutationFn: () => api.syncJobs.sendTest({ params: { jobId }, body: {} }) });
