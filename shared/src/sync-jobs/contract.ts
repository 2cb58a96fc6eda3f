import * as z from "zod";
import { EventSummary } from "../events/contract.ts";

export const ConnectorId = z.enum(["stripe"]);

const databaseName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,38}$/, "only letters, digits, _ and -, at most 38 of them");
const eventPattern = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\w.*-]+$/, "letters, digits, dots, - and * only");

export const WebhookConfig = z.object({
  events: z.array(eventPattern).min(1).max(200).default(["*"]),
  /** Documents a batch holds at most. */
  batchSize: z.int().min(1).max(1000).default(100),
  /** A batch starts when it is full or its oldest event has waited this long. */
  batchWaitMs: z.int().min(0).max(60_000).default(0),
  /** `soft` keeps a deleted object's document, marked `_sync_metadata.deleted`. */
  deleteMode: z.enum(["hard", "soft"]).default("hard"),
});

export const Destination = z.object({
  /** Absent: the ledger's own server. */
  uri: z
    .string()
    .max(2000)
    .regex(/^mongodb(\+srv)?:\/\//, "needs to begin with mongodb:// or mongodb+srv://")
    .optional(),
  database: databaseName,
  collectionPrefix: z
    .string()
    .max(40)
    .regex(/^[A-Za-z0-9_-]*$/, "only letters, digits, _ and -")
    .default(""),
});

const secret = z.string().trim().min(8, "is too short for a signing secret").max(512);

export const CreateSyncJob = z.strictObject({
  name: z.string().trim().min(1).max(200),
  type: z
    .literal("webhook", "only webhook jobs exist so far; scheduled ones are on the roadmap")
    .default("webhook"),
  source: z.strictObject({ connector: ConnectorId, apiKey: z.string().min(8).max(512).optional() }),
  destination: Destination,
  webhookConfig: WebhookConfig.extend({ secret: secret.optional() }).prefault({}),
  timezone: z
    .string()
    .max(64)
    .refine(isTimeZone, "is not a time zone name such as Europe/Berlin")
    .default("UTC"),
  enabled: z.boolean().default(true),
  /** Stores events without working on them. */
  paused: z.boolean().default(false),
});
export type CreateSyncJob = z.infer<typeof CreateSyncJob>;

export const UpdateSyncJob = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  source: z.strictObject({ apiKey: z.string().min(8).max(512).nullable() }).optional(),
  webhookConfig: z
    .strictObject({
      events: WebhookConfig.shape.events.unwrap().optional(),
      batchSize: WebhookConfig.shape.batchSize.unwrap().optional(),
      batchWaitMs: WebhookConfig.shape.batchWaitMs.unwrap().optional(),
      deleteMode: WebhookConfig.shape.deleteMode.unwrap().optional(),
    })
    .optional(),
  timezone: z.string().max(64).refine(isTimeZone, "is not a time zone name such as Europe/Berlin").optional(),
  enabled: z.boolean().optional(),
  paused: z.boolean().optional(),
});
export type UpdateSyncJob = z.infer<typeof UpdateSyncJob>;

export const SyncJob = z.object({
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
});
export type SyncJob = z.infer<typeof SyncJob>;

export const SetSecret = z.strictObject({
  secret,
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
export const StatsQuery = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

export const SyncJobStats = z.object({
  totalEvents: z.int(),
  /** Since midnight in the job's time zone. */
  eventsToday: z.int(),
  processed: z.int(),
  failed: z.int(),
  filtered: z.int(),
  pending: z.int(),
  duplicates: z.int(),
  /** processed / (processed + failed) of the last 24 hours; null without either. */
  successRate: z.number().nullable(),
  recentEvents: z.array(EventSummary),
  /** From receipt to the settled write, over the asked range; null without a processed event. */
  latencyMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
  timeline: z.array(
    z.object({ at: z.iso.datetime(), received: z.int(), processed: z.int(), failed: z.int() }),
  ),
});
export type SyncJobStats = z.infer<typeof SyncJobStats>;

export const Execution = z.object({
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
});
export type Execution = z.infer<typeof Execution>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
