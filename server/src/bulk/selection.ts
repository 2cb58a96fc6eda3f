import type { BulkExclusion, BulkKind } from "@sluice/shared/bulk";
import type { EventFilter } from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import { type EventSearch, type ListRow, searchEvents, searchOf, whyNotReplayable } from "../events/index.ts";
import type { BulkDoc, Chunk } from "./repo.ts";

const CHUNK = 500;
/** How long a search may look for the next ones before it writes down where it is. */
const PATIENCE_MS = 1_000;

/** A retry takes failed events and no others. */
export const takesOnlyFailed = ({ kind, onlyFailed }: { kind: BulkKind; onlyFailed: boolean }): boolean =>
  kind === "retry" || onlyFailed;

/** Why an event that is meant is left out; undefined when it is not. */
export function whyExcluded(
  wish: { kind: BulkKind; onlyFailed: boolean },
  row: Pick<ListRow, "status" | "strippedAt" | "replayDepth">,
): BulkExclusion | undefined {
  if (takesOnlyFailed(wish) && row.status !== "failed") return "not_failed";
  const reason = whyNotReplayable(row);
  return wish.kind === "retry" && reason === "replay_limit" ? undefined : reason;
}

/** Of the jobs a workspace has now, those that a filter asks for. */
export const jobsOf = (own: readonly string[], filter: Pick<EventFilter, "jobId">): readonly string[] =>
  filter.jobId ? own.filter((id) => filter.jobId?.includes(id)) : own;

/** What comes after the operation's cursor, oldest first. */
export async function nextChunk(ctx: Ctx, own: readonly string[], operation: BulkDoc): Promise<Chunk> {
  const { filter, eventIds, cursor, onlyFailed, kind } = operation;
  const at = new Date();
  if (!filter) {
    const left = (eventIds ?? []).filter((id) => cursor === undefined || id > cursor);
    const ids = left.slice(0, CHUNK);
    return { ids, end: left.length > CHUNK ? (ids.at(-1) as string) : null, at };
  }
  const search = await searchOf(ctx, jobsOf(own, filter), filter);
  const { rows, nextCursor } = await searchEvents(
    ctx,
    takesOnlyFailed({ kind, onlyFailed }) ? failedOf(search) : search,
    { limit: CHUNK, cursor, sort: "oldest" },
    PATIENCE_MS,
  );
  return { ids: rows.map((row) => row._id), end: nextCursor, at };
}

const failedOf = (search: EventSearch): EventSearch =>
  search.statuses && !search.statuses.includes("failed")
    ? { ...search, among: [] }
    : { ...search, statuses: ["failed"] };
