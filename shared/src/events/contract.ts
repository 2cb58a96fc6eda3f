import * as z from "zod";
import { op } from "../contract/op.ts";
import { eventDetailContract } from "./detail.ts";
import { EventDetail, EventSummary } from "./event.ts";
import { eventExportContract } from "./export.ts";
import { FailureGroups, FailuresQuery } from "./failures.ts";
import { EventFacets, EventFilter, EventHistogram, HistogramQuery, ListEvents } from "./search.ts";

export * from "./detail.ts";
export * from "./event.ts";
export * from "./export.ts";
export * from "./failures.ts";
export * from "./search.ts";
export * from "./status.ts";

export const EventPage = z
  .object({
    data: z.array(EventSummary),
    /** Continues this list; null at its end. A page with a cursor may be short, even empty: see `searchedTo`. */
    nextCursor: z.string().nullable(),
    /** Continues towards the beginning, and finds what has come since. */
    prevCursor: z.string().nullable(),
    /** What is asked for is rare: the list was searched up to this time, and `nextCursor` goes on. */
    searchedTo: z.iso.datetime().optional(),
  })
  .meta({ id: "EventPage" });
export type EventPage = z.infer<typeof EventPage>;

export const ReplayEvent = z
  .object({
    /** An edited body; beats its origin and loses to any later event (RULES 19). */
    payload: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "ReplayEvent" });

export const ReplayResult = z.object({ id: z.string(), replayOf: z.string() }).meta({ id: "ReplayResult" });
export type ReplayResult = z.infer<typeof ReplayResult>;

export const RejectedRequest = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    status: z.int(),
    code: z.string(),
    message: z.string(),
    ip: z.string().optional(),
    headers: z.record(z.string(), z.string()),
    bytes: z.int(),
    /** What a person can do about it, worked out when asked for. */
    diagnosis: z.string(),
  })
  .meta({ id: "RejectedRequest" });
export type RejectedRequest = z.infer<typeof RejectedRequest>;

export const ReceiveResult = z
  .object({
    id: z.string(),
    status: z.enum(["received", "filtered", "duplicate"]),
  })
  .meta({ id: "ReceiveResult" });
export type ReceiveResult = z.infer<typeof ReceiveResult>;

const tag = "Events";

export const eventsContract = {
  list: op({
    method: "GET",
    path: "/api/v1/events",
    operationId: "listEvents",
    role: "viewer",
    tag,
    summary: "List events by filters, newest or oldest first",
    query: ListEvents,
    output: EventPage,
  }),
  facets: op({
    method: "GET",
    path: "/api/v1/events/facets",
    operationId: "countEvents",
    role: "viewer",
    tag,
    summary: "Count events by status, type and job, each for the other filters",
    query: EventFilter,
    output: EventFacets,
  }),
  histogram: op({
    method: "GET",
    path: "/api/v1/events/histogram",
    operationId: "countEventsByTime",
    role: "viewer",
    tag,
    summary: "Count events by time of receipt and status, in at most 60 buckets",
    query: HistogramQuery,
    output: EventHistogram,
  }),
  failures: op({
    method: "GET",
    path: "/api/v1/events/failures",
    operationId: "listFailures",
    role: "viewer",
    tag,
    summary: "Group failed events by cause, with what to do",
    query: FailuresQuery,
    output: FailureGroups,
  }),
  get: op({
    method: "GET",
    path: "/api/v1/events/{id}",
    operationId: "getEvent",
    role: "viewer",
    tag,
    summary: "Read one event with its request, body and log",
    description:
      "With `not_found`, `details.reason` is `malformed`, `expired` (with `removedAfter`) or `unknown`.",
    params: z.object({ id: z.string() }),
    output: EventDetail,
  }),
  ...eventDetailContract,
  ...eventExportContract,
  replay: op({
    method: "POST",
    path: "/api/v1/events/{id}/replay",
    operationId: "replayEvent",
    role: "member",
    tag,
    summary: "Repeat an event as a new one, as it was or edited",
    params: z.object({ id: z.string() }),
    body: ReplayEvent,
    output: ReplayResult,
    status: 202,
    errors: ["conflict", "unprocessable"],
  }),
  receive: op({
    method: "POST",
    path: "/api/webhooks/{workspaceId}/{jobId}",
    operationId: "receiveWebhook",
    role: "public",
    tag: "Receiving",
    summary: "Take in one webhook of a sync job",
    description:
      "The URL given to the provider. The signature is verified over the raw bytes, and the answer comes once the event is durable.",
    params: z.object({ workspaceId: z.string(), jobId: z.string() }),
    output: ReceiveResult,
    status: 202,
    errors: [
      "payload_invalid",
      "signature_invalid",
      "endpoint_disabled",
      "endpoint_unknown",
      "method_not_allowed",
      "payload_too_large",
      "encoding_unsupported",
      "rate_limited",
      "unavailable",
      "secret_missing",
    ],
    raw: {
      body: "The provider's request, exactly as it was signed; at most 1 MB, not compressed.",
      alsoAnswers: { 200: "A repeat; `id` is the first one's, `status` is `duplicate`." },
    },
  }),
} as const;

/**
 * `*` stands for any run of characters: `customer.*`, `*`, `invoice.payment_*`.
 * Linear in the length of `type` for each star, so a pattern cannot stall the process.
 */
export function matchesPattern(pattern: string, type: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] as string;
  if (parts.length === 1) return pattern === type;
  if (!type.startsWith(first)) return false;
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = type.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  const last = parts[parts.length - 1] as string;
  return type.length - last.length >= position && type.endsWith(last);
}
