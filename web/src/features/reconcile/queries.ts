import type { FindingKind, RepairWish } from "@sluice/shared/reconcile";
import { keepPreviousData } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const REPORTS = 30;
const FINDINGS = 20;
/** Asked again so often while one is under way. */
export const POLL_MS = 1_000;

export const optionsQuery = (jobId: string) => ({
  ...api.reconcile.options.queryOptions({ params: { jobId } }),
  meta: { live: `job:${jobId}` as const },
});

export const reportsQuery = (jobId: string) => ({
  ...api.reconcile.reports.queryOptions({ params: { jobId }, query: { limit: REPORTS } }),
  meta: { live: `job:${jobId}` as const },
});

/** The newest run, for why it failed. */
export const lastRunsQuery = (jobId: string) => ({
  ...api.runs.list.queryOptions({ params: { jobId }, query: { limit: 5 } }),
  meta: { live: `job:${jobId}` as const },
});

export const reportQuery = (jobId: string, runId: string) => ({
  ...api.reconcile.report.queryOptions({ params: { jobId, runId } }),
  meta: { live: `job:${jobId}` as const },
});

export const findingsQuery = (
  jobId: string,
  runId: string,
  filter: { collection?: string | undefined; kind?: FindingKind | undefined },
) => ({
  ...api.reconcile.findings.infiniteOptions({
    params: { jobId, runId },
    query: {
      limit: FINDINGS,
      ...(filter.collection && { collection: filter.collection }),
      ...(filter.kind && { kind: filter.kind }),
    },
  }),
  placeholderData: keepPreviousData,
  meta: { live: `job:${jobId}` as const },
});

export const repairPreviewQuery = (jobId: string, runId: string, wish: RepairWish) => ({
  queryKey: [...api.reconcile.report.key({ params: { jobId, runId } }), "repair", wish] as const,
  queryFn: () => api.reconcile.previewRepair({ params: { jobId, runId }, body: wish }),
});
