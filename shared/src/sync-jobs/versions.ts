import * as z from "zod";
import { Actor } from "../workspaces/fields.ts";

export const SettingChange = z
  .object({
    /** `webhookConfig.batchSize`. */
    field: z.string(),
    /** Null where there was nothing, or what there was is secret. */
    from: z.unknown(),
    to: z.unknown(),
  })
  .meta({ id: "SettingChange" });
export type SettingChange = z.infer<typeof SettingChange>;

export const SyncJobVersion = z
  .object({
    version: z.int(),
    at: z.iso.datetime(),
    /** Absent for versions from before they were kept. */
    by: Actor.optional(),
    /** Since the version before; empty for the first. */
    changes: z.array(SettingChange),
  })
  .meta({ id: "SyncJobVersion" });
export type SyncJobVersion = z.infer<typeof SyncJobVersion>;
