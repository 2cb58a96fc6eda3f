import * as z from "zod";
import { DraftSavedAt, JobType } from "./job.ts";
import { ScheduleMode } from "./schedule.ts";
import { ConnectorId } from "./settings.ts";

export const DRAFT_STEPS = ["source", "events", "destination", "connect"] as const;

/** A secret stays as it is unless it is given; null removes it. */
const secret = (max: number) => z.string().max(max).nullable().optional();

const schedule = z
  .strictObject({
    cron: z.string().max(100).optional(),
    timezone: z.string().max(64).optional(),
    entities: z.array(z.string().max(100)).max(200).optional(),
    mode: ScheduleMode.optional(),
  })
  .optional();

/** What has been filled in so far: not yet what a job takes, so nothing but its size is checked. */
export const SaveDraft = z
  .strictObject({
    step: z.enum(DRAFT_STEPS),
    draftSavedAt: DraftSavedAt,
    name: z.string().max(200).optional(),
    source: z.strictObject({ connector: ConnectorId.optional(), apiKey: secret(512) }).optional(),
    destination: z
      .strictObject({
        uri: secret(2000),
        database: z.string().max(200).optional(),
        collectionPrefix: z.string().max(200).optional(),
      })
      .optional(),
    webhookConfig: z
      .strictObject({
        events: z.array(z.string().max(255)).max(500).optional(),
        batchSize: z.number().optional(),
        batchWaitMs: z.number().optional(),
        deleteMode: z.enum(["hard", "soft"]).optional(),
        secret: secret(512),
      })
      .optional(),
    type: JobType.optional(),
    schedule,
    timezone: z.string().max(64).optional(),
  })
  .meta({ id: "SaveSyncJobDraft" });
export type SaveDraft = z.infer<typeof SaveDraft>;

export const SyncJobDraft = z
  .object({
    step: z.enum(DRAFT_STEPS),
    name: z.string().optional(),
    source: z.object({ connector: ConnectorId.optional(), hasApiKey: z.boolean() }),
    destination: z.object({
      hasUri: z.boolean(),
      /** Hosts and ports of the URI alone. */
      server: z.string().optional(),
      database: z.string().optional(),
      collectionPrefix: z.string().optional(),
    }),
    webhookConfig: z.object({
      events: z.array(z.string()).optional(),
      batchSize: z.number().optional(),
      batchWaitMs: z.number().optional(),
      deleteMode: z.enum(["hard", "soft"]).optional(),
      hasSecret: z.boolean(),
    }),
    type: JobType.optional(),
    schedule,
    timezone: z.string().optional(),
    savedAt: z.iso.datetime(),
  })
  .meta({ id: "SyncJobDraft" });
export type SyncJobDraft = z.infer<typeof SyncJobDraft>;
