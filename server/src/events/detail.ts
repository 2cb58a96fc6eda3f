import type { RelatedEvents } from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import type { Streamed } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { parseJson } from "./event-row.ts";
import { findEvent, present } from "./queries.ts";
import { bodyOf, type EventRow, eventRepo } from "./repo.ts";
import { searchEvents, searchOf } from "./search.ts";

const MOST = 50;

/** An event's origin, its replays, and others of the same object, newest first. @throws AppError `not_found`. */
export async function relatedEvents(ctx: Ctx, workspaceId: string, id: string): Promise<RelatedEvents> {
  const repo = eventRepo(ctx.db);
  const row = await findEvent(ctx, workspaceId, id);
  const [origin, replays, same] = await Promise.all([
    row.replayOf ? repo.findInList(workspaceId, row.replayOf) : null,
    repo.replaysOf(workspaceId, row._id, MOST),
    sameObject(ctx, row),
  ]);
  const others = same.rows.filter(({ _id }) => _id !== row._id);
  return {
    origin: origin && present(origin),
    replays: replays.map((one) => present(one)),
    sameObject: others.slice(0, MOST).map((one) => present(one)),
    more: same.nextCursor !== null || others.length > MOST,
  };
}

async function sameObject(ctx: Ctx, { jobId, objectId }: EventRow) {
  if (objectId === undefined) return { rows: [], nextCursor: null };
  const search = await searchOf(ctx, [jobId], { objectId });
  return searchEvents(ctx, search, { limit: MOST + 1, sort: "newest" });
}

/** The bytes as they were received. @throws AppError `conflict` when retention has removed them. */
export function downloadOf(row: EventRow): Streamed<"application/octet-stream"> {
  const bytes = bodyOf(row);
  if (!bytes) throw new AppError("conflict", "Retention has removed this event's body.");
  return {
    type: "application/octet-stream",
    filename: `${row._id}.${parseJson(bytes) === undefined ? "bin" : "json"}`,
    body: once(bytes),
  };
}

async function* once(bytes: Buffer) {
  yield bytes;
}
