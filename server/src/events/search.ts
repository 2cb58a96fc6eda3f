import { type EventFilter, type EventSort, matchesPattern } from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { firstIdAt, lastIdBefore, timeOfId } from "../platform/ids.ts";
import { eventTypes } from "./event-types-repo.ts";
import type { ListRow } from "./repo.ts";
import { planSearch } from "./search-plan.ts";
import {
  conditions,
  type Direction,
  type EventSearch,
  type IdRange,
  type SearchRepo,
  type Stream,
  searchRepo,
} from "./search-repo.ts";

/** Entries of an index that are looked at in one go, and how long a request goes on doing so. */
const SCAN = 1_000;
const PATIENCE_MS = 50;
const CURSOR = /^-?evt_[0-9A-Z]{26}$/;

/** A wish as it came, with patterns resolved to the types that the jobs have seen. */
export async function searchOf(
  ctx: Pick<Ctx, "db">,
  jobIds: readonly string[],
  filter: EventFilter,
): Promise<EventSearch> {
  const { from, to, status, type, id, objectId, error, failure, flag, q } = filter;
  // Who is at a row is not written on it: beside other statuses, pending rows are meant.
  const heldOnly = status?.length === 1 && status[0] === "processing";
  return {
    jobIds,
    among: heldOnly ? await searchRepo(ctx.db).heldIds(jobIds) : undefined,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    statuses: status && [...new Set(status.map((one) => (one === "processing" ? "pending" : one)))],
    types: type && (await resolveTypes(ctx, jobIds, type)),
    id,
    objectId,
    errors: error,
    failure,
    flags: flag,
    q,
  };
}

async function resolveTypes(ctx: Pick<Ctx, "db">, jobIds: readonly string[], given: readonly string[]) {
  if (given.every((one) => !one.includes("*"))) return given;
  const known = await eventTypes(ctx.db).of(jobIds);
  const whole = given.filter((one) => !one.includes("*"));
  const matching = known.filter((type) => given.some((pattern) => matchesPattern(pattern, type)));
  return [...new Set([...whole, ...matching])];
}

export interface SearchPage {
  readonly rows: readonly ListRow[];
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
  /** Set when the page ended because enough was looked at. */
  readonly searchedTo?: Date;
}

/**
 * One page, by cursor in both directions. Exact, whatever is filtered for; a search for what is rare among many
 * may need several pages, of which the first are short: each looks at a bounded number of rows.
 * Ids are made before rows are stored, so a row may appear some milliseconds behind one that was seen.
 * @throws AppError `invalid_input` for a cursor that is not ours.
 */
export async function searchEvents(
  ctx: Pick<Ctx, "db">,
  search: EventSearch,
  page: { limit: number; cursor?: string | undefined; sort: EventSort },
  patience = PATIENCE_MS,
): Promise<SearchPage> {
  const { cursor, limit } = page;
  if (cursor !== undefined && !CURSOR.test(cursor))
    throw new AppError("invalid_input", "cursor: is not one of a previous page.");
  const backwards = cursor?.startsWith("-") ?? false;
  const past = backwards ? cursor?.slice(1) : cursor;
  const direction: Direction = (page.sort === "newest") === backwards ? 1 : -1;
  const range = rangeOf(search, past, direction);
  const repo = searchRepo(ctx.db);
  const streams = await planSearch(repo, search, range);
  const { rows, end } = await readStreams(
    repo,
    search,
    streams,
    range,
    direction,
    limit,
    Date.now() + patience,
  );
  const searched = end !== undefined && rows.length < limit && { searchedTo: timeOfId(end) };
  if (!backwards) {
    const first = rows[0]?._id ?? cursor;
    return { rows, nextCursor: end ?? null, prevCursor: first ? `-${first}` : null, ...searched };
  }
  const shown = rows.toReversed();
  const before = end ?? shown[0]?._id ?? past;
  return {
    rows: shown,
    nextCursor: shown.at(-1)?._id ?? past ?? null,
    prevCursor: `-${before}`,
    ...searched,
  };
}

/** Ids of a search's time range, and beyond `past` in the direction of reading. */
export function rangeOf(search: EventSearch, past?: string, direction: Direction = -1): IdRange {
  const from = search.from && lastIdBefore("evt", search.from);
  const to = search.to && firstIdAt("evt", search.to);
  return direction === -1
    ? { after: from, before: least(to, past) }
    : { after: greatest(from, past), before: to };
}

const least = (a?: string, b?: string) => (a && b ? (a < b ? a : b) : (a ?? b));
const greatest = (a?: string, b?: string) => (a && b ? (a > b ? a : b) : (a ?? b));

interface Read {
  readonly rows: ListRow[];
  /** Everything up to here was looked at, and there may be more behind it. */
  readonly end?: string;
}

async function readStreams(
  repo: SearchRepo,
  search: EventSearch,
  streams: readonly Stream[],
  range: IdRange,
  direction: Direction,
  limit: number,
  until: number,
): Promise<Read> {
  const read = (stream: Stream) =>
    stream.kind === "ids"
      ? readIds(repo, search, stream.ids, range, direction, limit + 1)
      : readIndex(repo, search, stream, range, direction, limit + 1, until);
  const parts = await Promise.all(streams.map(read));
  const order = (a: string, b: string) => (a < b ? -direction : a > b ? direction : 0);
  // Streams overlap, and what one of them has seen another may still hold: the one that is least far bounds all.
  const [bound] = parts.flatMap((part) => part.end ?? []).sort(order);
  const byId = new Map(parts.flatMap((part) => part.rows.map((row) => [row._id, row])));
  const rows = [...byId.values()]
    .filter((row) => bound === undefined || order(row._id, bound) <= 0)
    .sort((a, b) => order(a._id, b._id));
  const last = rows.length > limit ? rows[limit - 1]?._id : bound;
  return { rows: rows.slice(0, limit), ...(last && { end: last }) };
}

async function readIds(
  repo: SearchRepo,
  search: EventSearch,
  ids: readonly string[],
  { after, before }: IdRange,
  direction: Direction,
  limit: number,
): Promise<Read> {
  const within = ids.filter((id) => (!after || id > after) && (!before || id < before));
  const filters = [...conditions(search), { jobId: { $in: [...search.jobIds] } }];
  const rows = await repo.pick(direction === 1 ? within : within.toReversed(), filters, limit);
  return endOf(rows, limit);
}

async function readIndex(
  repo: SearchRepo,
  search: EventSearch,
  stream: Extract<Stream, { kind: "index" }>,
  range: IdRange,
  direction: Direction,
  limit: number,
  until: number,
): Promise<Read> {
  const rows: ListRow[] = [];
  const filters = conditions(search);
  for (let left = range; ; ) {
    const more = await repo.walk(stream, left, direction, filters, SCAN, limit - rows.length);
    rows.push(...more.rows);
    if (rows.length === limit || !more.end) return endOf(rows, limit);
    if (Date.now() > until) return { rows, end: more.end };
    left = direction === -1 ? { ...left, before: more.end } : { ...left, after: more.end };
  }
}

const endOf = (rows: ListRow[], limit: number): Read => ({
  rows,
  ...(rows.length === limit && { end: rows[limit - 1]?._id as string }),
});
