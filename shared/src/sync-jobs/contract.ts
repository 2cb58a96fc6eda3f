import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { EventPage, EventSummary, ListEvents, ReceiveResult, RejectedRequest } from "../events/contract.ts";
import {
  ConnectorId,
  Destination,
  jobName,
  providerKey,
  signingSecret,
  TimeZone,
  WebhookConfig,
} from "./settings.ts";

export * from "./settings.ts";

export const CreateSyncJob = z
  .strictObject({
    name: jobName,
    type: z
      .literal("webhook", "only webhook jobs exist so far; scheduled ones are on the roadmap")
      .default("webhook"),
    source: z.strictObject({ connector: ConnectorId, apiKey: providerKey.optional() }),
    destination: Destination,
    webhookConfig: WebhookConfig.extend({ secret: signingSecret.optional() }).prefault({}),
    timezone: TimeZone.default("UTC"),
    enabled: z.boolean().default(true),
    /** Stores events without working on them. */
    paused: z.boolean().default(false),
  })
  .meta({ id: "CreateSyncJob" });
export type CreateSyncJob = z.infer<typeof CreateSyncJob>;

export const UpdateSyncJob = z
  .strictObject({
    name: jobName.optional(),
    source: z.strictObject({ apiKey: providerKey.nullable() }).optional(),
    webhookConfig: z
      .strictObject({
        events: WebhookConfig.shape.events.unwrap().optional(),
        batchSize: WebhookConfig.shape.batchSize.unwrap().optional(),
        batchWaitMs: WebhookConfig.shape.batchWaitMs.unwrap().optional(),
        deleteMode: WebhookConfig.shape.deleteMode.unwrap().optional(),
      })
      .optional(),
    timezone: TimeZone.optional(),
    enabled: z.boolean().optional(),
    paused: z.boolean().optional(),
  })
  .meta({ id: "UpdateSyncJob" });
export type UpdateSyncJob = z.infer<typeof UpdateSyncJob>;

export const SyncJob = z
  .object({
    id: z.string(),
    workspaceId: z.string(),
    name: z.string(),
    type: z.literal("webhook"),
    source: z.object({ connector: ConnectorId, hasApiKey: z.boolean() }),
    destination: z.object({ server: z.string(), database: z.string(), collectionPrefix: z.string() }),
    webhookConfig: WebhookConfig,
    timezone: z.string(),
    enabled: z.boolean(),
    paused: z.boolean(),
    webhookUrl: z.string(),
    secretMintedBy: z.enum(["provider", "sluice"]),
    /** The newest first; `ending` is set on the one that a rotation replaces. */
    secrets: z.array(
      z.object({ masked: z.string(), createdAt: z.iso.datetime(), ending: z.iso.datetime().optional() }),
    ),
    /** Things a person should know: no secret yet, test-mode events on a live job. */
    notices: z.array(z.object({ code: z.string(), message: z.string() })),
    blocked: z.object({ until: z.iso.datetime(), reason: z.string(), attempts: z.int() }).optional(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "SyncJob" });
export type SyncJob = z.infer<typeof SyncJob>;

export const SetSecret = z.strictObject({
  secret: signingSecret,
  overlapHours: z
    .number()
    .min(0)
    .max(24 * 14)
    .default(24),
});
export const RetryFailed = z.strictObject({
  eventIds: z.array(z.string().max(64)).min(1).max(1000).optional(),
});
export const SendTest = z.strictObject({ type: z.string().max(255).optional() });
export const StatsQuery = z.strictObject({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

export const SyncJobStats = z
  .object({
    totalEvents: z.int(),
    /** Since midnight in the job's time zone. */
    eventsToday: z.int(),
    processed: z.int(),
    failed: z.int(),
    filtered: z.int(),
    pending: z.int(),
    duplicates: z.int(),
    /** Events of one second whose order could not be told (RULES 17). */
    ambiguous: z.int(),
    /** processed / (processed + failed) of the last 24 hours; null without either. */
    successRate: z.number().nullable(),
    recentEvents: z.array(EventSummary),
    /** From receipt to the settled write, over the asked range; null without a processed event. */
    latencyMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
    timeline: z.array(
      z.object({ at: z.iso.datetime(), received: z.int(), processed: z.int(), failed: z.int() }),
    ),
  })
  .meta({ id: "SyncJobStats" });
export type SyncJobStats = z.infer<typeof SyncJobStats>;

export const Execution = z
  .object({
    id: z.string(),
    jobId: z.string(),
    status: z.enum(["running", "completed", "blocked"]),
    startedAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    steps: z.int(),
    claimed: z.int(),
    applied: z.int(),
    failed: z.int(),
    message: z.string().optional(),
  })
  .meta({ id: "Execution" });
export type Execution = z.infer<typeof Execution>;

/** The secret is whole in this one answer. */
export const CreatedSyncJob = SyncJob.extend({ webhookSecret: z.string().optional() }).meta({
  id: "CreatedSyncJob",
});
export type CreatedSyncJob = z.infer<typeof CreatedSyncJob>;

const tag = "Sync jobs";
const jobs = "/api/workspaces/{workspaceId}/sync-jobs";
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
    errors: ["unprocessable"],
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
    body: UpdateSyncJob,
    output: SyncJob,
  }),
  remove: op({
    method: "DELETE",
    path: `${jobs}/{jobId}`,
    operationId: "deleteSyncJob",
    role: "admin",
    tag,
    summary: "Delete a sync job and its events",
    params: ofJob,
  }),
  executions: op({
    method: "GET",
    path: `${jobs}/{jobId}/executions`,
    operationId: "listSyncJobExecutions",
    role: "viewer",
    tag,
    summary: "List a job's runs, newest first",
    params: ofJob,
    query: PageQuery,
    output: page(Execution),
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
