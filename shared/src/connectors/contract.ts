import * as z from "zod";
import { op } from "../contract/op.ts";
import { CollectionPrefix, ConnectorId, DeleteMode } from "../sync-jobs/settings.ts";

/** Event types whose events carry the same kinds of object. */
export const EventGroup = z
  .object({
    /** As the provider names them: `checkout.session`. */
    objects: z.array(z.string()),
    /** Where they are written, without the job's prefix; empty when nothing is. */
    collections: z.array(z.string()),
    types: z.array(z.string()),
  })
  .meta({ id: "EventGroup" });
export type EventGroup = z.infer<typeof EventGroup>;

export const SetupStep = z
  .object({
    /** What stands between `**` is as the provider's own pages say it. */
    text: z.string(),
    /** What the step needs in sight; of the secret its field, or where Sluice makes it the secret. */
    shows: z.enum(["url", "events", "secret"]).optional(),
  })
  .meta({ id: "SetupStep" });
export type SetupStep = z.infer<typeof SetupStep>;

export const Connector = z
  .object({
    id: ConnectorId,
    name: z.string(),
    secretMintedBy: z.enum(["provider", "sluice"]),
    /** Whether a job with an API key can make its webhook there. */
    registers: z.boolean(),
    /** How the provider's signing secrets begin. */
    secretPattern: z.object({ source: z.string(), says: z.string() }).optional(),
    /** Where a key of its API is made, and what it needs; absent where none is used. */
    apiKey: z.object({ where: z.string() }).optional(),
    signatureHeaders: z.array(z.string()),
    /** What a person does at the provider, in order. */
    setupSteps: z.array(SetupStep),
    /** Every event type, the commonest objects first. */
    eventGroups: z.array(EventGroup),
    /** Types of which there is a sample, the commonest first. */
    sampleTypes: z.array(z.string()),
    /** What its API lists, the commonest first; null where it is not asked, so that it cannot be scheduled. */
    entities: z.array(z.object({ collection: z.string(), title: z.string() })).nullable(),
    /** How many days back its log of changes reaches. */
    changesReachDays: z.int().nullable(),
  })
  .meta({ id: "Connector" });
export type Connector = z.infer<typeof Connector>;

export const SampleQuery = z.strictObject({
  /** Default: the commonest type. */
  type: z.string().max(255).optional(),
  collectionPrefix: CollectionPrefix,
  deleteMode: DeleteMode,
});

/** One event and what it would write. */
export const ConnectorSample = z
  .object({
    type: z.string(),
    /** The body as the provider would send it. */
    event: z.record(z.string(), z.unknown()),
    operation: z.enum(["upsert", "delete"]),
    collection: z.string(),
    documentId: z.string(),
    /** Null when the event removes it. */
    document: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: "ConnectorSample" });
export type ConnectorSample = z.infer<typeof ConnectorSample>;

const tag = "Connectors";

export const connectorsContract = {
  list: op({
    method: "GET",
    path: "/api/v1/connectors",
    operationId: "listConnectors",
    role: "viewer",
    tag,
    summary: "List the providers a sync job can read, and how each is connected",
    output: z.object({ data: z.array(Connector), nextCursor: z.null() }),
  }),
  sample: op({
    method: "GET",
    path: "/api/v1/connectors/{connectorId}/sample",
    operationId: "getConnectorSample",
    role: "viewer",
    tag,
    summary: "Show a sample event and the document it would become",
    params: z.object({ connectorId: ConnectorId }),
    query: SampleQuery,
    output: ConnectorSample,
  }),
} as const;
