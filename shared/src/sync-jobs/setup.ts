import * as z from "zod";

/** In the order in which a first event passes them. */
export const SETUP_CHECKS = ["url", "secret", "request", "signature", "pattern", "document"] as const;

export const SetupCheck = z
  .object({
    name: z.enum(SETUP_CHECKS),
    /** `waiting`: nothing to judge by yet. */
    state: z.enum(["pass", "warn", "fail", "waiting"]),
    reason: z.string(),
    whatToDo: z.string().optional(),
    /** When what is told of happened. */
    at: z.iso.datetime().optional(),
    /** It was a sample of ours, not the provider. */
    sample: z.boolean().optional(),
    eventId: z.string().optional(),
    collection: z.string().optional(),
    documentId: z.string().optional(),
  })
  .meta({ id: "SetupCheck" });
export type SetupCheck = z.infer<typeof SetupCheck>;

export const SyncJobSetup = z
  .object({
    /** An event that the provider sent has become a document. */
    done: z.boolean(),
    listeningSince: z.iso.datetime(),
    checks: z.array(SetupCheck),
  })
  .meta({ id: "SyncJobSetup" });
export type SyncJobSetup = z.infer<typeof SyncJobSetup>;
