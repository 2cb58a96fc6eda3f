import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Destinations } from "../destinations/index.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { findJob } from "../sync-jobs/index.ts";
import { getReport, listFindings, listReports } from "./reports.ts";
import { setSchedule } from "./schedule.ts";
import { previewRepair, reconcileOptions, startReconcile, startRepair } from "./start.ts";

interface Deps {
  readonly destinations: Destinations;
}

export const reconcileHandlers = (
  ctx: Ctx,
  { destinations }: Deps,
): Handlers<SluiceContract["reconcile"]> => ({
  options: ({ params, principal }) =>
    reconcileOptions(ctx, destinations, principal.workspaceId, params.jobId),
  start: ({ params, principal, body }) => startReconcile(ctx, principal, params.jobId, body),
  setSchedule: ({ params, principal, body }) => setSchedule(ctx, principal, params.jobId, body),
  reports: async ({ params, principal, query }) => {
    await findJob(ctx, principal.workspaceId, params.jobId);
    return listReports(ctx, { workspaceId: principal.workspaceId, jobId: params.jobId }, query);
  },
  report: ({ params, principal }) => getReport(ctx, { ...params, workspaceId: principal.workspaceId }),
  findings: ({ params, principal, query }) =>
    listFindings(ctx, { ...params, workspaceId: principal.workspaceId }, query),
  previewRepair: ({ params, principal, body }) =>
    previewRepair(ctx, { ...params, workspaceId: principal.workspaceId }, body),
  repair: ({ params, principal, body }) => startRepair(ctx, principal, params, body),
});
