import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { AuditEntry } from "../workspaces/contract.ts";
import { EventError, EventSummary } from "./event.ts";

const document = z.record(z.string(), z.unknown());

/** The event behind a version of a document. */
export const WritingEvent = z
  .object({
    /** As the version names it: the provider's id, or ours of an edited replay. */
    eventId: z.string(),
    /** Ours, while the ledger has it. */
    id: z.string().optional(),
    type: z.string().optional(),
    eventAt: z.iso.datetime().optional(),
  })
  .meta({ id: "WritingEvent" });
export type WritingEvent = z.infer<typeof WritingEvent>;

const Target = z.object({
  server: z.string(),
  database: z.string(),
  /** With the job's prefix. */
  collection: z.string(),
  id: z.string(),
  operation: z.enum(["upsert", "delete"]),
});

export const DestinationDocument = z
  .object({
    document: document.nullable(),
    /** Its `_sync_metadata`. */
    metadata: document.nullable(),
    /** As JSON; a document over 1 MB is not sent along. */
    bytes: z.int(),
    tooLarge: z.boolean(),
  })
  .meta({ id: "DestinationDocument" });
export type DestinationDocument = z.infer<typeof DestinationDocument>;

/** What an event wrote, as it is in the destination now. */
export const EventDocument = z
  .object({
    /** null: the event stands for no document, for this `reason`. */
    target: Target.nullable(),
    reason: z.string().optional(),
    /** `deleted`: its tombstone is there, or it is marked as deleted. `missing`: neither document nor tombstone. */
    state: z.enum(["found", "deleted", "missing"]),
    /**
     * Which event's state that is: this one's (or a replay's of it), an earlier or a later one's, that of one of the
     * same moment (`tied`), or nothing that Sluice wrote (`foreign`).
     */
    stateOf: z.enum(["this", "older", "newer", "tied", "foreign"]).nullable(),
    by: WritingEvent.nullable(),
    now: DestinationDocument,
    deletedAt: z.iso.datetime().optional(),
    /** The document as this event alone would leave it; null where it deletes it. */
    carried: document.nullable(),
    /**
     * The event before this one of the same object, in the order of versions, with the document that it alone would
     * leave, shaped as the job does it now: what this event changed is the difference to `carried`.
     */
    before: WritingEvent.extend({ document: document.nullable() }).nullable(),
    /** Why there is no `before`. */
    beforeReason: z.string().optional(),
  })
  .meta({ id: "EventDocument" });
export type EventDocument = z.infer<typeof EventDocument>;

export const RelatedEvents = z
  .object({
    /** What this one replays, while the ledger has it. */
    origin: EventSummary.nullable(),
    /** Of this event, newest first; at most 50. */
    replays: z.array(EventSummary),
    /** Other events of the same object, newest first; at most 50. */
    sameObject: z.array(EventSummary),
    /** There are more of the object: list events by `objectId`. */
    more: z.boolean(),
  })
  .meta({ id: "RelatedEvents" });
export type RelatedEvents = z.infer<typeof RelatedEvents>;

export const DryRunEvent = z
  .strictObject({
    /** An edited body, as for a replay. */
    payload: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "DryRunEvent" });

/** What a replay would do now. Nothing was written. */
export const DryRun = z
  .object({
    /**
     * `applied`: the document would be written or deleted. `unchanged`: it is this event's already. `superseded`:
     * the state of `by` stays. `ignored`: nothing follows from it, for this `reason`. `failed`: see `error`.
     */
    outcome: z.enum(["applied", "unchanged", "superseded", "ignored", "failed"]),
    target: Target.nullable(),
    reason: z.string().optional(),
    by: WritingEvent.nullable(),
    /** Events of one moment whose order cannot be told: the choice is the same for every order of arrival. */
    ambiguous: z.boolean(),
    error: EventError.optional(),
    /** The document as it is, and as this would leave it; null where there is none. */
    now: DestinationDocument,
    after: DestinationDocument,
    /** Of `_sync_metadata`; absent where nothing would be written. */
    version: z.string().optional(),
    /** Checks of the destination that could not be made without writing. */
    unchecked: z.array(z.string()),
  })
  .meta({ id: "DryRun" });
export type DryRun = z.infer<typeof DryRun>;

/** Why there is no event of an id. */
export const MissingEvent = z
  .object({
    reason: z.enum(["malformed", "expired", "unknown"]),
    /** With `expired`: retention removes events of that age from then on. */
    removedAfter: z.iso.datetime().optional(),
  })
  .meta({ id: "MissingEvent" });
export type MissingEvent = z.infer<typeof MissingEvent>;

const tag = "Events";
const params = z.object({ id: z.string() });
const one = "/api/v1/events/{id}";

/** What belongs to one event beside itself. */
export const eventDetailContract = {
  document: op({
    method: "GET",
    path: `${one}/document`,
    operationId: "getEventDocument",
    role: "viewer",
    tag,
    summary: "Read what an event wrote as it is in the destination now",
    description: "Answers `unavailable` when the destination does not answer within 5 seconds.",
    params,
    output: EventDocument,
  }),
  related: op({
    method: "GET",
    path: `${one}/related`,
    operationId: "listRelatedEvents",
    role: "viewer",
    tag,
    summary: "List an event's origin, its replays and other events of the same object",
    params,
    output: RelatedEvents,
  }),
  audit: op({
    method: "GET",
    path: `${one}/audit`,
    operationId: "listEventAudit",
    role: "viewer",
    tag,
    summary: "List what people did with an event, newest first",
    params,
    query: PageQuery,
    output: page(AuditEntry),
  }),
  body: op({
    method: "GET",
    path: `${one}/body`,
    operationId: "downloadEventBody",
    role: "viewer",
    tag,
    summary: "Download an event's body, exactly as received",
    params,
    output: { stream: "application/octet-stream" },
    errors: ["conflict"],
  }),
  dryRun: op({
    method: "POST",
    path: `${one}/dry-run`,
    operationId: "dryRunEvent",
    role: "member",
    tag,
    summary: "Say what a replay would do, as it was or edited, without writing",
    description: "Answers `unavailable` when the destination does not answer within 5 seconds.",
    params,
    body: DryRunEvent,
    output: DryRun,
    errors: ["conflict"],
  }),
} as const;
