import type { ConnectorSample, Connector as ConnectorShape } from "@sluice/shared/connectors";
import type { SluiceContract } from "@sluice/shared/contract";
import { type Connector, connectorOf, connectors } from "../connectors/index.ts";
import { previewDocument } from "../destinations/index.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";

/** For what is never sent anywhere. */
const NO_SECRET = "not a secret";

export const connectorHandlers: Handlers<SluiceContract["connectors"]> = {
  list: () => ({ data: connectors.map(present), nextCursor: null }),
  sample: ({ params, query }) => sampleOf(connectorOf(params.connectorId), query, new Date()),
};

function present(connector: Connector): ConnectorShape {
  const {
    id,
    name,
    secretMintedBy,
    secretPattern,
    apiKey,
    signatureHeaders,
    setupSteps,
    eventGroups,
    sampleTypes,
    api,
  } = connector;
  return {
    id: id as ConnectorShape["id"],
    name,
    secretMintedBy,
    ...(secretPattern && { secretPattern }),
    ...(apiKey && { apiKey }),
    registers: connector.api?.webhooks !== undefined,
    signatureHeaders: [...signatureHeaders],
    setupSteps: [...setupSteps],
    eventGroups: eventGroups.map(({ objects, collections, types }) => ({
      objects: [...objects],
      collections: [...collections],
      types: [...types],
    })),
    sampleTypes: [...sampleTypes],
    entities: api ? api.entities.map(({ collection, title }) => ({ collection, title })) : null,
    changesReachDays: api ? Math.floor(api.changesReach / 86_400_000) : null,
  };
}

/** @throws AppError `invalid_input` when there is no sample of `type`, with the known ones in `details`. */
export function sampleOf(
  connector: Connector,
  query: { type?: string | undefined; collectionPrefix: string; deleteMode: "hard" | "soft" },
  now: Date,
): ConnectorSample {
  const type = sampleType(connector, query.type);
  const { rawBody, headers } = connector.sample(type, NO_SECRET, now.getTime());
  const event = JSON.parse(rawBody.toString("utf8"));
  const mapping = connector.map(event, type);
  const envelope = connector.envelope(event, headers);
  if (mapping.kind !== "change" || typeof envelope === "string")
    throw new Error(`The sample of ${type} becomes nothing`);
  const collection = `${query.collectionPrefix}${mapping.collection}`;
  const change = {
    rowId: "",
    eventId: envelope.eventId,
    eventType: type,
    collection,
    mapping,
    via: "webhook",
    source: connector.id,
    jobId: "job_…",
  } as const;
  const document = previewDocument(change, query.deleteMode, now);
  return {
    type,
    event,
    operation: mapping.operation,
    collection,
    documentId: mapping.id,
    document: document ? JSON.parse(JSON.stringify(document)) : null,
  };
}

/** The type asked for, or the commonest. @throws AppError `invalid_input`. */
export function sampleType({ sampleTypes }: Connector, wanted: string | undefined): string {
  const type = wanted ?? (sampleTypes[0] as string);
  if (!sampleTypes.includes(type))
    throw new AppError("invalid_input", `type: there is no sample of ${type}.`, {
      details: { known: sampleTypes },
    });
  return type;
}
