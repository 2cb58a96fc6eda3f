import * as z from "zod";
import { Filter, Transform } from "../transforms/contract.ts";
import { Actor } from "../workspaces/fields.ts";
import { Schedule, ScheduleInput } from "./schedule.ts";
import {
  ConnectorId,
  Destination,
  jobName,
  providerKey,
  signingSecret,
  TimeZone,
  WebhookConfig,
} from "./settings.ts";

/** Who did it, and when. */
export const Change = z.object({ at: z.iso.datetime(), by: Actor }).meta({ id: "Change" });
export type Change = z.infer<typeof Change>;

/** `webhook`: the provider sends to the job's URL. `scheduled`: it is asked, and there is no URL and no secret. */
export const JobType = z.enum(["webhook", "scheduled"]);
export type JobType = z.infer<typeof JobType>;

/** `savedAt` of the draft whose secrets are meant: 409 when it was saved or removed since, as by another tab. */
export const DraftSavedAt = z.iso.datetime().optional();

export const CreateSyncJob = z
  .strictObject({
    name: jobName,
    type: JobType.default("webhook"),
    source: z.strictObject({ connector: ConnectorId, apiKey: providerKey.optional() }),
    destination: Destination,
    /** When the provider is asked; needs `source.apiKey`. Of a webhook job it catches what webhooks missed. */
    schedule: ScheduleInput.optional(),
    webhookConfig: WebhookConfig.extend({ secret: signingSecret.optional() }).prefault({}),
    /** What is stored: of what does not pass, only that it came. */
    filter: Filter.optional(),
    /** What is changed before it is stored. */
    transform: Transform.optional(),
    timezone: TimeZone.default("UTC"),
    enabled: z.boolean().default(true),
    /** Stores events without working on them. */
    paused: z.boolean().default(false),
    /** Takes the secrets that are not given from the caller's draft, which is removed then. */
    fromDraft: z.boolean().default(false),
    draftSavedAt: DraftSavedAt,
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
    /** Null removes it. */
    filter: Filter.nullable().optional(),
    transform: Transform.nullable().optional(),
    /** null removes it. */
    schedule: ScheduleInput.nullable().optional(),
    timezone: TimeZone.optional(),
    enabled: z.boolean().optional(),
    paused: z.boolean().optional(),
    /** The version that was looked at; 409 when the settings have been changed since. */
    version: z.int().min(1).optional(),
  })
  .meta({ id: "UpdateSyncJob" });
export type UpdateSyncJob = z.infer<typeof UpdateSyncJob>;

export const SyncJob = z
  .object({
    id: z.string(),
    workspaceId: z.string(),
    name: z.string(),
    type: JobType,
    source: z.object({ connector: ConnectorId, hasApiKey: z.boolean() }),
    destination: z.object({ server: z.string(), database: z.string(), collectionPrefix: z.string() }),
    webhookConfig: WebhookConfig,
    filter: Filter.optional(),
    transform: Transform.optional(),
    /** Counts the transformations the job has had, to 999; 0 where it has had none. */
    transformRevision: z.int(),
    timezone: z.string(),
    /** Of the settings; each change of them makes another. Pausing is not one. */
    version: z.int(),
    settingsChanged: Change.optional(),
    /** False: requests are turned away with 403. */
    enabled: z.boolean(),
    disabled: Change.optional(),
    /** True: requests are stored and not worked on. */
    paused: z.boolean(),
    pausedSince: Change.optional(),
    schedule: Schedule.optional(),
    /** Empty for a scheduled job. */
    webhookUrl: z.string(),
    secretMintedBy: z.enum(["provider", "sluice"]),
    /** The newest first; `ending` is set on the one that a rotation replaces. */
    secrets: z.array(
      z.object({ masked: z.string(), createdAt: z.iso.datetime(), ending: z.iso.datetime().optional() }),
    ),
    /** Things a person should know: no secret yet, test-mode events on a live job. */
    notices: z.array(
      z.object({
        code: z.string(),
        message: z.string(),
        /** When it was seen last. */
        at: z.iso.datetime().optional(),
      }),
    ),
    /** The webhook that this job made at its provider. */
    registration: Change.extend({ id: z.string() }).optional(),
    blocked: z.object({ until: z.iso.datetime(), reason: z.string(), attempts: z.int() }).optional(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "SyncJob" });
export type SyncJob = z.infer<typeof SyncJob>;

/** The secret is whole in this one answer. */
export const CreatedSyncJob = SyncJob.extend({ webhookSecret: z.string().optional() }).meta({
  id: "CreatedSyncJob",
});
export type CreatedSyncJob = z.infer<typeof CreatedSyncJob>;
