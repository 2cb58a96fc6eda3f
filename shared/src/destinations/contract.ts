import * as z from "zod";
import { op } from "../contract/op.ts";
import { ConnectorId, Destination, EventPatterns } from "../sync-jobs/settings.ts";

/** In the order in which they are made. */
export const DESTINATION_CHECKS = [
  "address",
  "reachable",
  "authenticated",
  "writeConcern",
  "database",
  "writable",
  "collections",
] as const;

export const CheckDestination = Destination.extend({
  connector: ConnectorId.default("stripe"),
  /** Which collections are looked at. */
  events: EventPatterns,
  /** The job whose destination this is already: its URI is taken, when none is given, for its own database. */
  jobId: z.string().max(64).optional(),
  /** Takes the URI that the caller's draft keeps, when none is given. */
  fromDraft: z.boolean().default(false),
}).meta({ id: "CheckDestination" });
export type CheckDestination = z.infer<typeof CheckDestination>;

export const DestinationCheck = z
  .object({
    name: z.enum(DESTINATION_CHECKS),
    /** `skipped`: one before it failed, so this one was not made. */
    state: z.enum(["pass", "warn", "fail", "skipped"]),
    reason: z.string(),
    whatToDo: z.string().optional(),
    /** Milliseconds it took. */
    ms: z.int(),
  })
  .meta({ id: "DestinationCheck" });
export type DestinationCheck = z.infer<typeof DestinationCheck>;

/** A collection the job would write that exists already. */
export const TargetCollection = z
  .object({
    name: z.string(),
    /** An estimate. */
    documents: z.int(),
    /** Indexes that refuse a second document with the same value. */
    uniqueIndexes: z.array(z.object({ name: z.string(), fields: z.array(z.string()) })),
    /** Whether it holds documents that Sluice did not write; null where looking took too long. */
    foreign: z.boolean().nullable(),
  })
  .meta({ id: "TargetCollection" });
export type TargetCollection = z.infer<typeof TargetCollection>;

export const DestinationReport = z
  .object({
    /** Nothing failed; there may be warnings. */
    ok: z.boolean(),
    /** Hosts and ports alone. */
    server: z.string(),
    /** Whom the server takes us for. */
    user: z.string().optional(),
    checks: z.array(DestinationCheck),
    collections: z.array(TargetCollection),
  })
  .meta({ id: "DestinationReport" });
export type DestinationReport = z.infer<typeof DestinationReport>;

export const destinationsContract = {
  check: op({
    method: "POST",
    path: "/api/v1/destinations/check",
    operationId: "checkDestination",
    role: "member",
    tag: "Destinations",
    summary: "Try a destination before it is used: connect, write, look at its indexes; at most 10 seconds",
    body: CheckDestination,
    output: DestinationReport,
  }),
} as const;
