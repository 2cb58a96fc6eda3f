import type { Connector, Mapping } from "../connectors/index.ts";
import type { Change, MappedChange } from "../destinations/index.ts";
import { bodyOf, type EventRow, parseJson } from "../events/index.ts";
import { hasNulKey } from "../platform/nul-key.ts";
import type { JobDoc } from "./repo.ts";
import type { Result } from "./settlements.ts";
import type { Shape, Shaped, ShapedEvent } from "./shape.ts";

/** What a row says about an object, or why nothing can come of it. */
export function mapRow(connector: Connector, row: EventRow): MappedChange | Result {
  const mapped = readRow(connector, row);
  return mapped.kind === "ignored"
    ? { kind: "done", outcome: "ignored", action: "ignore", reason: mapped.reason }
    : mapped;
}

/** As `mapRow`, but with what an event is about that carries no object. */
export function readRow(connector: Connector, row: EventRow): Mapping | Result {
  const body = bodyOf(row);
  if (!body) return { kind: "failed", code: "unmappable", message: "Its body is gone." };
  const payload = parseJson(body);
  if (payload === undefined)
    return { kind: "failed", code: "not_json", message: "The body is not valid JSON." };
  if (body.includes("\\u0000") && hasNulKey(payload))
    return {
      kind: "failed",
      code: "nul_in_key",
      message: "A key of this object holds a NUL character, which MongoDB cannot store.",
    };
  try {
    return connector.map(payload, row.type);
  } catch (error) {
    return {
      kind: "failed",
      code: "unmappable",
      message: `The event cannot be mapped: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** What a row says about an object, as its job stores it, or why nothing can come of it. */
export async function shapeRow(
  connector: Connector,
  shape: Shape,
  row: EventRow,
): Promise<MappedChange | Result> {
  const mapping = mapRow(connector, row);
  if (mapping.kind !== "change") return mapping;
  const [shaped] = await shape.shapeAll([{ mapping, event: eventOf(row, mapping) }]);
  return asResult(shaped as Shaped);
}

/** What a row was found to say, as its job stores it. */
export function shapeMapping(shape: Shape, row: EventRow, mapped: Mapping | Result): MappedChange | Result {
  if (mapped.kind === "ignored")
    return { kind: "done", outcome: "ignored", action: "ignore", reason: mapped.reason };
  if (mapped.kind !== "change") return mapped;
  return asResult(shape.shape(mapped, eventOf(row, mapped)));
}

export const eventOf = ({ type }: Pick<EventRow, "type">, { at }: MappedChange): ShapedEvent => ({
  type,
  at,
});

export const asResult = (shaped: Shaped): MappedChange | Result =>
  shaped.kind === "left_out" ? { kind: "filtered", reason: shaped.reason } : shaped;

export function toChange(
  row: EventRow,
  mapping: MappedChange,
  job: JobDoc,
  { revision }: Pick<Shape, "revision">,
): Change {
  return {
    rowId: row._id,
    eventId: row.versionId ?? row.providerEventId,
    eventType: row.type,
    collection: `${job.destination.collectionPrefix}${mapping.collection}`,
    mapping,
    via: row.replayOf ? "replay" : (row.via ?? "webhook"),
    jobId: job._id,
    source: job.source.connector,
    revision,
    ...(row.tieKey && { tieKey: row.tieKey }),
    ...(row.manual && { manual: true }),
  };
}
