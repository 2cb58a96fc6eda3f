import * as z from "zod";

export const ConnectorId = z.enum(["stripe", "close", "github"]);
export type ConnectorId = z.infer<typeof ConnectorId>;

export const databaseName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,38}$/, "only letters, digits, _ and -, at most 38 of them");

const eventPattern = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\w.*-]+$/, "letters, digits, dots, - and * only");
export const EventPatterns = z.array(eventPattern).min(1).max(200).default(["*"]);

/** `soft` keeps a deleted object's document, marked `_sync_metadata.deleted`. */
export const DeleteMode = z.enum(["hard", "soft"]).default("hard");

export const WebhookConfig = z.object({
  events: EventPatterns,
  /** Documents a batch holds at most. */
  batchSize: z.int().min(1).max(1000).default(100),
  /** A batch starts when it is full or its oldest event has waited this long. */
  batchWaitMs: z.int().min(0).max(60_000).default(0),
  deleteMode: DeleteMode,
});
export type WebhookConfig = z.infer<typeof WebhookConfig>;

export const DestinationUri = z
  .string()
  .max(2000)
  .regex(/^mongodb(\+srv)?:\/\//, "needs to begin with mongodb:// or mongodb+srv://");

export const CollectionPrefix = z
  .string()
  .max(40)
  .regex(/^[A-Za-z0-9_-]*$/, "only letters, digits, _ and -")
  .default("");

export const Destination = z.object({
  /** Absent: the ledger's own server. */
  uri: DestinationUri.optional(),
  database: databaseName,
  collectionPrefix: CollectionPrefix,
});

export const signingSecret = z.string().trim().min(8, "is too short for a signing secret").max(512);
export const providerKey = z.string().min(8).max(512);
export const jobName = z.string().trim().min(1).max(200);

export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, "is not a time zone name such as Europe/Berlin");

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
