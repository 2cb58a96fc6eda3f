import type { EventDetail, EventSummary, ListEvents } from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { firstIdAt } from "../platform/ids.ts";
import { bodyOf, type EventRow, eventRepo } from "./repo.ts";

/** Newest first, by cursor; never more than one index range is read. */
export async function listEvents(
  ctx: Ctx,
  workspaceId: string,
  jobIds: readonly string[],
  query: ListEvents,
) {
  if (query.cursor && !/^evt_[0-9A-Z]{26}$/.test(query.cursor))
    throw new AppError("invalid_input", "cursor: is not one of a previous page.");
  const until = query.to && firstIdAt("evt", new Date(query.to));
  const found = await eventRepo(ctx.db).list(
    {
      workspaceId,
      jobIds,
      status: query.status === "processing" ? "pending" : query.status,
      type: query.type,
      q: query.q,
      fromId: query.from && firstIdAt("evt", new Date(query.from)),
      toId: [query.cursor, until].filter((id) => id !== undefined).sort()[0],
    },
    query.limit,
  );
  const rows = found.slice(0, query.limit);
  return {
    data: rows.map(present),
    nextCursor: found.length > query.limit ? (rows.at(-1)?._id ?? null) : null,
  };
}

/** @throws AppError `not_found`. */
export async function findEvent(ctx: Ctx, workspaceId: string, id: string): Promise<EventRow> {
  const row = await eventRepo(ctx.db).find(workspaceId, id);
  if (!row) throw notFound("event", id);
  return row;
}

export async function getEvent(ctx: Ctx, workspaceId: string, id: string): Promise<EventDetail> {
  const row = await findEvent(ctx, workspaceId, id);
  const body = bodyOf(row);
  const text = body?.toString("utf8");
  const isText = text === undefined || Buffer.from(text, "utf8").equals(body as Buffer);
  return {
    ...present(row),
    workspaceId: row.workspaceId,
    ...(row.executionId && { executionId: row.executionId }),
    request: { headers: row.headers ?? {}, ...(row.ip && { ip: row.ip }), bytes: row.bytes },
    body: text === undefined ? null : isText ? text : (body as Buffer).toString("base64"),
    bodyEncoding: isText ? "utf8" : "base64",
    log: (row.log ?? []).map((entry) => ({ ...entry, at: entry.at.toISOString() })) as EventDetail["log"],
  };
}

export function present(row: EventRow): EventSummary {
  return {
    id: row._id,
    jobId: row.jobId,
    type: row.type,
    status: row.status,
    providerEventId: row.providerEventId,
    eventAt: row.eventAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    attempts: row.attempts,
    duplicates: row.duplicates ?? 0,
    ...(row.outcome && { outcome: row.outcome }),
    ...(row.reason && { reason: row.reason }),
    ...(row.objectId && { objectId: row.objectId }),
    ...(row.settledAt && { settledAt: row.settledAt.toISOString() }),
    ...(row.dueAt && { dueAt: row.dueAt.toISOString() }),
    ...(row.conflicting && { conflicting: true }),
    ...(row.livemode !== undefined && { livemode: row.livemode }),
    ...(row.ambiguous && { ambiguous: true }),
    ...(row.error && { error: row.error }),
    ...(row.replayOf && { replayOf: row.replayOf }),
  };
}
