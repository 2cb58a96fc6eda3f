import type { ReplayResult } from "@sluice/shared/events";
import type { Connector } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { findEvent } from "./queries.ts";
import { type EventRow, eventRepo, storedBytes } from "./repo.ts";
import { flagTerm, providerTerms } from "./terms.ts";

const MAX_DEPTH = 10;

const REFUSALS = {
  body_removed: "Retention has removed this event's body; it cannot be replayed.",
  replay_limit: `This event is the last of ${MAX_DEPTH} replays of replays; replay its origin instead.`,
} as const;

/** Why an event cannot be repeated; undefined when it can. */
export const whyNotReplayable = (
  row: Pick<EventRow, "strippedAt" | "replayDepth">,
): keyof typeof REFUSALS | undefined =>
  row.strippedAt ? "body_removed" : (row.replayDepth ?? 0) >= MAX_DEPTH ? "replay_limit" : undefined;

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
  const reason = whyNotReplayable(origin);
  if (reason) throw new AppError("conflict", REFUSALS[reason]);
  const { payload, actor } = options;
  const at = new Date();
  return repeatOf(origin, {
    id: newId("evt"),
    at,
    deadline: at,
    actor,
    ...(payload && { edited: editedFields(connector, origin, payload) }),
  });
}

interface Repeat {
  readonly id: string;
  readonly at: Date;
  readonly deadline: Date;
  readonly actor: string;
  readonly edited?: Partial<EventRow>;
  readonly bulkId?: string;
}

/** The row that repeats `origin`: what the provider sent is kept, what became of it is not. */
export function repeatOf(origin: EventRow, { id, at, deadline, actor, edited, bulkId }: Repeat): EventRow {
  const row: EventRow = {
    ...origin,
    ...edited,
    terms: [
      ...(edited?.terms ?? providerTerms(origin.terms)),
      flagTerm("replay"),
      ...(edited ? [flagTerm("edited")] : []),
    ],
    ...(edited && { versionId: id }),
    _id: id,
    status: "pending",
    attempts: 0,
    receivedAt: at,
    deadline,
    duplicates: 0,
    replayOf: origin._id,
    replayDepth: (origin.replayDepth ?? 0) + 1,
    log: [
      {
        at,
        action: "replay",
        success: true,
        message: `${edited ? "edited and replayed" : "replayed"} by ${actor}`,
      },
    ],
  };
  for (const field of FORGOTTEN) delete row[field];
  return bulkId ? { ...row, bulkId } : row;
}

const FORGOTTEN = [
  "dedupeKey",
  "outcome",
  "reason",
  "settledAt",
  "error",
  "deaths",
  "lastDeath",
  "dueAt",
  "executionId",
  "requeuedAt",
  "conflicting",
  "ambiguous",
  "held",
  "repeats",
  "admitted",
  "via",
  "strippedAt",
  "bulkId",
] as const;

function editedFields(
  connector: Connector,
  origin: EventRow,
  payload: Record<string, unknown>,
): Partial<EventRow> {
  const envelope = connector.envelope(payload, origin.headers ?? {});
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
