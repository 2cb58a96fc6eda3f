import type { ReplayResult } from "@sluice/shared/events";
import type { Connector } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { findEvent } from "./queries.ts";
import { type EventRow, eventRepo, storedBytes } from "./repo.ts";
import { flagTerm, providerTerms } from "./terms.ts";

const MAX_DEPTH = 10;

export interface Replay {
  /** An edited body. */
  readonly payload?: Record<string, unknown> | undefined;
  readonly actor: string;
}

/**
 * A new row that repeats an old one, with the origin's time and version (RULES 19). With `payload` it is an
 * edit: it beats its origin and loses to any later event of the object.
 * @throws AppError 404, 409 when the body is gone or the chain is too long, 422 when the edit is not an event.
 */
export async function replayEvent(
  ctx: Ctx,
  workspaceId: string,
  id: string,
  replay: Replay,
  connectorFor: (jobId: string) => Promise<Connector>,
): Promise<ReplayResult & { jobId: string; lane: string }> {
  const origin = await findEvent(ctx, workspaceId, id);
  const row = replayRow(origin, replay, await connectorFor(origin.jobId));
  const [refused] = await eventRepo(ctx.db).insert([row]);
  if (refused) throw new Error(refused.message);
  return { id: row._id, replayOf: origin._id, jobId: row.jobId, lane: row.lane };
}

/** The row of a replay, not stored. @throws AppError as `replayEvent` does. */
export function replayRow(origin: EventRow, options: Replay, connector: Connector): EventRow {
  if (!origin.body)
    throw new AppError("conflict", "Retention has removed this event's body; it cannot be replayed.");
  const depth = (origin.replayDepth ?? 0) + 1;
  if (depth > MAX_DEPTH)
    throw new AppError(
      "conflict",
      `This event is the last of ${MAX_DEPTH} replays of replays; replay its origin instead.`,
    );
  const edited = options.payload ? editedFields(connector, origin, options.payload) : {};
  const now = new Date();
  const {
    _id,
    dedupeKey: _key,
    outcome: _outcome,
    reason: _reason,
    settledAt: _settled,
    error: _error,
    deaths: _deaths,
    lastDeath: _lastDeath,
    ...kept
  } = origin;
  const rowId = newId("evt");
  const row: EventRow = {
    ...kept,
    ...edited,
    terms: [
      ...(edited.terms ?? providerTerms(origin.terms)),
      flagTerm("replay"),
      ...(options.payload ? [flagTerm("edited")] : []),
    ],
    ...(options.payload && { versionId: rowId }),
    _id: rowId,
    status: "pending",
    attempts: 0,
    receivedAt: now,
    deadline: now,
    duplicates: 0,
    replayOf: origin._id,
    replayDepth: depth,
    log: [
      {
        at: now,
        action: "replay",
        success: true,
        message: `${options.payload ? "edited and replayed" : "replayed"} by ${options.actor}`,
      },
    ],
  };
  for (const field of [
    "dueAt",
    "executionId",
    "requeuedAt",
    "conflicting",
    "ambiguous",
    "held",
    "repeats",
    "admitted",
    "strippedAt",
  ] as const)
    delete row[field];
  return row;
}

function editedFields(
  connector: Connector,
  origin: EventRow,
  payload: Record<string, unknown>,
): Partial<EventRow> {
  const envelope = connector.envelope(payload);
  if (typeof envelope === "string") throw new AppError("unprocessable", `payload: ${envelope}`);
  if (envelope.objectId !== origin.objectId)
    throw new AppError(
      "unprocessable",
      `payload: it is about ${envelope.objectId ?? "no object"}, its origin about ${origin.objectId ?? "none"}; an edit may not change the object.`,
    );
  const body = Buffer.from(JSON.stringify(payload));
  return {
    body: storedBytes(body),
    bytes: body.length,
    terms: [...envelope.terms],
    type: envelope.type,
    manual: true,
  };
}
