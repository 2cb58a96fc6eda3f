import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { EventPage, ListEvents, ReceiveResult, RejectedRequest } from "../events/contract.ts";
import { TriedTransform, TryTransform } from "../transforms/try.ts";
import { Analytics, AnalyticsQuery } from "./analytics.ts";
import { SaveDraft, SyncJobDraft } from "./drafts.ts";
import { Execution, ExecutionDetail, ListExecutions } from "./executions.ts";
import { CreatedSyncJob, CreateSyncJob, SyncJob, UpdateSyncJob } from "./job.ts";
import { SetSecret, WebhookSecret } from "./secrets.ts";
import { SyncJobSetup } from "./setup.ts";
import { StatsQuery, SyncJobStats } from "./stats.ts";
import { ListSummaries, SyncJobSummaries } from "./summaries.ts";
import { SyncJobVersion } from "./versions.ts";

export * from "./analytics.ts";
export * from "./drafts.ts";
export * from "./executions.ts";
export * from "./job.ts";
export * from "./schedule.ts";
export * from "./secrets.ts";
export * from "./settings.ts";
export * from "./setup.ts";
export * from "./stats.ts";
export * from "./summaries.ts";
export * from "./versions.ts";

export const RetryFailed = z.strictObject({
  eventIds: z.array(z.string().max(64)).min(1).max(1000).optional(),
});
export const SendTest = z.strictObject({ type: z.string().max(255).optional() });
const tag = "Sync jobs";
const jobs = "/api/workspaces/{workspaceId}/sync-jobs";
const draft = "/api/workspaces/{workspaceId}/sync-job-draft";
const inWorkspace = z.object({ workspaceId: z.string() });
const ofJob = z.object({ workspaceId: z.string(), jobId: z.string() });

export const syncJobsContract = {
  list: op({
    method: "GET",
    path: jobs,
    operationId: "listSyncJobs",
    role: "viewer",
    tag,
    summary: "List sync jobs, newest first",
    params: inWorkspace,
    query: PageQuery,
    output: page(SyncJob),
  }),
  summaries: op({
    method: "GET",
    path: `${jobs}/summaries`,
    operationId: "listSyncJobSummaries",
    role: "viewer",
    tag,
    summary: "List sync jobs with their state and their last 24 hours",
    params: inWorkspace,
    query: ListSummaries,
    output: SyncJobSummaries,
  }),
  create: op({
    method: "POST",
    path: jobs,
    operationId: "createSyncJob",
    role: "member",
    tag,
    summary: "Create a sync job",
    params: inWorkspace,
    body: CreateSyncJob,
    output: CreatedSyncJob,
    status: 201,
    errors: ["unprocessable", "conflict"],
  }),
  get: op({
    method: "GET",
    path: `${jobs}/{jobId}`,
    operationId: "getSyncJob",
    role: "viewer",
    tag,
    summary: "Read one sync job",
    params: ofJob,
    output: SyncJob,
  }),
  update: op({
    method: "PATCH",
    path: `${jobs}/{jobId}`,
    operationId: "updateSyncJob",
    role: "member",
    tag,
    summary: "Change, pause or resume a sync job",
    params: ofJob,
    description:
      "A changed setting makes a new version. Pausing keeps storing requests without working on them; disabling turns them away with 403.",
    body: UpdateSyncJob,
    output: SyncJob,
    errors: ["conflict"],
  }),
  versions: op({
    method: "GET",
    path: `${jobs}/{jobId}/versions`,
    operationId: "listSyncJobVersions",
    role: "viewer",
    tag,
    summary: "List how a job's settings were changed, newest first",
    params: ofJob,
    query: PageQuery,
    output: page(SyncJobVersion),
  }),
  tryTransform: op({
    method: "POST",
    path: `${jobs}/{jobId}/transform/try`,
    operationId: "trySyncJobTransform",
    role: "member",
    tag,
    summary: "Try a filter and a transformation on stored events or a sample",
    description:
      "Answers which events pass, which condition of the filter fails, and each document before and after. Nothing is written.",
    params: ofJob,
    body: TryTransform,
    output: TriedTransform,
    status: 200,
  }),
  remove: op({
    method: "DELETE",
    path: `${jobs}/{jobId}`,
    operationId: "deleteSyncJob",
    role: "admin",
    tag,
    summary: "Delete a sync job and its events",
    description:
      "The documents it wrote stay in the destination. Its registered webhook is removed from the provider; where that fails, the audit log says why.",
    params: ofJob,
    query: z.strictObject({
      /** The job's name: refused when it is another. */
      confirm: z.string().max(200).optional(),
    }),
    errors: ["conflict"],
  }),
  getDraft: op({
    method: "GET",
    path: draft,
    operationId: "getSyncJobDraft",
    role: "member",
    tag,
    summary: "Read the caller's own draft of a job",
    params: inWorkspace,
    output: z.object({ draft: SyncJobDraft.nullable() }),
  }),
  saveDraft: op({
    method: "PUT",
    path: draft,
    operationId: "saveSyncJobDraft",
    role: "member",
    tag,
    summary: "Keep what is filled in so far; secrets are encrypted and stay unless they are given",
    params: inWorkspace,
    body: SaveDraft,
    output: z.object({ draft: SyncJobDraft }),
    errors: ["conflict"],
  }),
  removeDraft: op({
    method: "DELETE",
    path: draft,
    operationId: "deleteSyncJobDraft",
    role: "member",
    tag,
    summary: "Throw the caller's draft away",
    params: inWorkspace,
  }),
  setup: op({
    method: "GET",
    path: `${jobs}/{jobId}/setup`,
    operationId: "getSyncJobSetup",
    role: "viewer",
    tag,
    summary: "See how far a job's first event has come, and what to do where it is stuck",
    params: ofJob,
    output: SyncJobSetup,
  }),
  executions: op({
    method: "GET",
    path: `${jobs}/{jobId}/executions`,
    operationId: "listSyncJobExecutions",
    role: "viewer",
    tag,
    summary: "List a job's runs, newest first",
    params: ofJob,
    query: ListExecutions,
    output: page(Execution),
  }),
  execution: op({
    method: "GET",
    path: `${jobs}/{jobId}/executions/{executionId}`,
    operationId: "getSyncJobExecution",
    role: "viewer",
    tag,
    summary: "Read one run: its steps, how long they took, what failed",
    params: ofJob.extend({ executionId: z.string().max(100) }),
    output: ExecutionDetail,
  }),
  analytics: op({
    method: "GET",
    path: `${jobs}/{jobId}/analytics`,
    operationId: "getSyncJobAnalytics",
    role: "viewer",
    tag,
    summary: "Read how a job fared over time: throughput, latency, causes of failure, and its types",
    params: ofJob,
    query: AnalyticsQuery,
    output: Analytics,
  }),
  exportAnalytics: op({
    method: "GET",
    path: `${jobs}/{jobId}/analytics/export`,
    operationId: "exportSyncJobAnalytics",
    role: "viewer",
    tag,
    summary: "Download a job's event types with their figures",
    params: ofJob,
    query: AnalyticsQuery.omit({ type: true }),
    output: { stream: "text/csv" },
  }),
  stats: op({
    method: "GET",
    path: `${jobs}/{jobId}/webhook/stats`,
    operationId: "getSyncJobStats",
    role: "viewer",
    tag,
    summary: "Read a job's figures and timeline",
    params: ofJob,
    query: StatsQuery,
    output: SyncJobStats,
  }),
  events: op({
    method: "GET",
    path: `${jobs}/{jobId}/webhook/events`,
    operationId: "listSyncJobEvents",
    role: "viewer",
    tag,
    summary: "List a job's events by filters, newest or oldest first",
    params: ofJob,
    query: ListEvents,
    output: EventPage,
  }),
  rejected: op({
    method: "GET",
    path: `${jobs}/{jobId}/webhook/rejected`,
    operationId: "listRejectedRequests",
    role: "viewer",
    tag,
    summary: "List requests that were refused, with what to do about them",
    params: ofJob,
    query: PageQuery,
    output: page(RejectedRequest),
  }),
  getSecret: op({
    method: "GET",
    path: `${jobs}/{jobId}/webhook/secret`,
    operationId: "getWebhookSecret",
    role: "viewer",
    tag,
    summary: "See which signing secrets are valid, and until when",
    params: ofJob,
    output: WebhookSecret,
  }),
  endPreviousSecret: op({
    method: "DELETE",
    path: `${jobs}/{jobId}/webhook/secret/previous`,
    operationId: "endPreviousWebhookSecret",
    role: "admin",
    tag,
    summary: "End a rotation's overlap now: the previous secret is no longer valid",
    params: ofJob,
    output: WebhookSecret,
  }),
  setSecret: op({
    method: "POST",
    path: `${jobs}/{jobId}/webhook/secret`,
    operationId: "setWebhookSecret",
    role: "admin",
    tag,
    summary: "Store the signing secret that the provider shows",
    params: ofJob,
    body: SetSecret,
    output: SyncJob,
  }),
  regenerateSecret: op({
    method: "POST",
    path: `${jobs}/{jobId}/webhook/regenerate-secret`,
    operationId: "regenerateWebhookSecret",
    role: "admin",
    tag,
    summary: "Make a new signing secret",
    params: ofJob,
    output: z.object({ secret: z.string() }),
    errors: ["secret_minted_by_provider"],
  }),
  retryFailed: op({
    method: "POST",
    path: `${jobs}/{jobId}/webhook/retry-failed`,
    operationId: "retryFailedEvents",
    role: "member",
    tag,
    summary: "Try failed events again, all or those named",
    params: ofJob,
    body: RetryFailed,
    output: z.object({ retried: z.int() }),
  }),
  sendTest: op({
    method: "POST",
    path: "/api/webhooks/{workspaceId}/{jobId}/test",
    operationId: "sendTestEvent",
    role: "member",
    tag,
    summary: "Send a signed sample event through the job's own URL",
    params: ofJob,
    body: SendTest,
    output: ReceiveResult,
    status: 202,
    errors: ["endpoint_disabled", "secret_missing"],
  }),
} as const;
