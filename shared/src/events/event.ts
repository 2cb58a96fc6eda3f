import * as z from "zod";
import { Explanation } from "./failures.ts";
import { EventOutcome, EventStatus, Mismatch } from "./status.ts";

export const EventError = z.object({
  code: z.string(),
  message: z.string(),
  /** What it means, in a few words. */
  title: z.string().optional(),
  /** The same for failures of one cause. */
  group: z.string().optional(),
});
export type EventError = z.infer<typeof EventError>;

export const LogEntry = z.object({
  at: z.iso.datetime(),
  action: z.enum(["upsert", "delete", "ignore", "filter", "retry", "requeue", "replay", "fail", "duplicate"]),
  success: z.boolean(),
  message: z.string().optional(),
  executionId: z.string().optional(),
  /** How long the attempt took, with the others of its batch, in milliseconds. */
  ms: z.int().optional(),
});

export const EventSummary = z
  .object({
    id: z.string(),
    jobId: z.string(),
    type: z.string(),
    status: EventStatus,
    outcome: EventOutcome.optional(),
    reason: z.string().optional(),
    objectId: z.string().optional(),
    providerEventId: z.string(),
    eventAt: z.iso.datetime(),
    receivedAt: z.iso.datetime(),
    settledAt: z.iso.datetime().optional(),
    attempts: z.int(),
    dueAt: z.iso.datetime().optional(),
    duplicates: z.int(),
    /** A repeat of this event id arrived with other content. */
    conflicting: z.boolean().optional(),
    livemode: z.boolean().optional(),
    account: z.string().optional(),
    /** It is of another mode or account than the job's first event. */
    mismatch: z.array(Mismatch).optional(),
    /** Taken from the provider's log by a schedule; absent where it was sent. */
    via: z.literal("scheduled").optional(),
    /** A sample that a person sent. */
    test: z.boolean().optional(),
    /** A person let it in after it was refused. */
    admitted: z.object({ by: z.string(), at: z.iso.datetime() }).optional(),
    ambiguous: z.boolean().optional(),
    error: EventError.optional(),
    replayOf: z.string().optional(),
    /** A replay with a changed body. */
    edited: z.boolean().optional(),
  })
  .meta({ id: "EventSummary" });
export type EventSummary = z.infer<typeof EventSummary>;

export const EventDetail = EventSummary.extend({
  workspaceId: z.string(),
  executionId: z.string().optional(),
  request: z.object({ headers: z.record(z.string(), z.string()), ip: z.string().optional(), bytes: z.int() }),
  /** The body as text, exactly as received; null once retention has stripped it. */
  body: z.string().nullable(),
  bodyEncoding: z.enum(["utf8", "base64"]),
  /** Of a failure, in plain words. */
  explanation: Explanation.optional(),
  /** When retention removes the body, and the row; not before the event is settled. */
  keptUntil: z.object({ body: z.iso.datetime(), row: z.iso.datetime() }),
  log: z.array(LogEntry),
}).meta({ id: "EventDetail" });
export type EventDetail = z.infer<typeof EventDetail>;
