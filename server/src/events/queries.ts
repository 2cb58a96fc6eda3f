import type { EventDetail, EventPage, EventSummary, ListEvents } from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import { notFound } from "../platform/errors.ts";
import { explainFailure } from "./explain.ts";
import { shownHeaders } from "./headers.ts";
import { missingEvent } from "./missing.ts";
import { bodyOf, type EventRow, eventRepo, type ListRow } from "./repo.ts";
import { DAY_MS } from "./rollup-levels.ts";
import { searchEvents, searchOf } from "./search.ts";
import { searchRepo } from "./search-repo.ts";

/** One page of the events of some jobs. @throws AppError `invalid_input` for a cursor that is not ours. */
export async function listEvents(
  ctx: Pick<Ctx, "db">,
  jobIds: readonly string[],
  query: ListEvents,
): Promise<EventPage> {
  const { limit, cursor, sort, ...filter } = query;
  const search = await searchOf(ctx, jobIds, filter);
  const { rows, searchedTo, ...cursors } = await searchEvents(ctx, search, { limit, cursor, sort });
  const held = await heldAmong(ctx, rows);
  return {
    data: rows.map((row) => present(row, held)),
    ...cursors,
    ...(searchedTo && { searchedTo: searchedTo.toISOString() }),
  };
}

/** Which of these rows a worker is at now. */
export async function heldAmong(
  ctx: Pick<Ctx, "db">,
  rows: readonly ListRow[],
): Promise<ReadonlySet<string>> {
  const jobIds = new Set(rows.filter((row) => row.status === "pending").map((row) => row.jobId));
  return new Set(jobIds.size > 0 ? await searchRepo(ctx.db).heldIds([...jobIds]) : []);
}

/** @throws AppError `not_found`. */
export async function findEvent(ctx: Ctx, workspaceId: string, id: string): Promise<EventRow> {
  const row = await eventRepo(ctx.db).find(workspaceId, id);
  if (!row) throw notFound("event", id);
  return row;
}

/** How long something is kept, in days. */
export interface Kept {
  readonly bodyDays: number;
  readonly rowDays: number;
}

/** @throws AppError `not_found` with a MissingEvent in `details`. */
export async function getEvent(
  ctx: Ctx,
  workspaceId: string,
  id: string,
  /** Of one job, or the least that holds for any. */
  kept: (jobId: string | undefined) => Promise<Kept>,
): Promise<EventDetail> {
  const row = await eventRepo(ctx.db).find(workspaceId, id);
  if (!row) throw missingEvent(id, (await kept(undefined)).rowDays, new Date());
  const { bodyDays, rowDays } = await kept(row.jobId);
  const until = (days: number) => new Date(row.receivedAt.getTime() + days * DAY_MS).toISOString();
  return {
    ...present(row, await heldAmong(ctx, [row])),
    workspaceId: row.workspaceId,
    ...(row.executionId && { executionId: row.executionId }),
    request: { headers: shownHeaders(row.headers), ...(row.ip && { ip: row.ip }), bytes: row.bytes },
    ...bodyText(row),
    ...(row.error && { explanation: explainFailure(row.error) }),
    keptUntil: { body: until(bodyDays), row: until(rowDays) },
    log: (row.log ?? []).map((entry) => ({ ...entry, at: entry.at.toISOString() })) as EventDetail["log"],
  };
}

/** The body as text, in base64 where it is none; null once retention has stripped it. */
export function bodyText(row: Pick<EventRow, "body">): Pick<EventDetail, "body" | "bodyEncoding"> {
  const body = bodyOf(row);
  if (!body) return { body: null, bodyEncoding: "utf8" };
  const text = body.toString("utf8");
  return Buffer.from(text, "utf8").equals(body)
    ? { body: text, bodyEncoding: "utf8" }
    : { body: body.toString("base64"), bodyEncoding: "base64" };
}

export function present(row: ListRow, held?: ReadonlySet<string>): EventSummary {
  return {
    id: row._id,
    jobId: row.jobId,
    type: row.type,
    status: row.status === "pending" && held?.has(row._id) ? "processing" : row.status,
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
    ...(row.account && { account: row.account }),
    ...(row.mismatch && { mismatch: row.mismatch }),
    ...(row.via && { via: row.via }),
    ...(row.test && { test: true }),
    ...(row.admitted && { admitted: { by: row.admitted.by, at: row.admitted.at.toISOString() } }),
    ...(row.ambiguous && { ambiguous: true }),
    ...(row.error && { error: { ...row.error, title: explainFailure(row.error).title } }),
    ...(row.replayOf && { replayOf: row.replayOf }),
    ...(row.versionId === row._id && { edited: true }),
  };
}
