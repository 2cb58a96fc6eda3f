import type {
  EventFacets,
  EventFilter,
  EventHistogram,
  EventStatus,
  HistogramQuery,
} from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import { timeOfId } from "../platform/ids.ts";
import { DAY_MS, floorTo, MINUTE_MS, niceWidth } from "./rollup-levels.ts";
import type { CellBucket, Range, Rollups } from "./rollups.ts";
import { rangeOf, searchOf } from "./search.ts";
import { planSearch } from "./search-plan.ts";
import { conditions, type EventSearch, searchRepo } from "./search-repo.ts";

/** At most so many entries of an index are looked at to count what the statistics do not tell. */
const LOOK = 5_000;
const MOST_VALUES = 100;

type Span = Omit<Range, "jobIds">;

interface Tally<Fields extends keyof CellBucket = keyof CellBucket> {
  readonly cells: ReadonlyArray<Pick<CellBucket, Fields>>;
  /** Matches before this were not looked at. */
  readonly completeFrom?: Date;
}

/** Whether the statistics tell it. */
const isTold = ({ among, id, objectId, errors, failure, flags, q }: EventSearch): boolean =>
  [among, id, objectId, errors, failure, flags, q].every((one) => one === undefined);

/**
 * How many events match, by job, type, status and bucket. What asks only for times, jobs, types and statuses is
 * answered from the statistics, exactly but to whole minutes; anything else by looking at a bounded number of
 * the newest candidates.
 */
async function tally(
  ctx: Pick<Ctx, "db">,
  rollups: Rollups,
  search: EventSearch,
  { from, to, width, origin = floorTo(from, MINUTE_MS) }: Span,
): Promise<Tally> {
  const { jobIds, statuses, types } = search;
  if (jobIds.length === 0) return { cells: [] };
  if (isTold(search)) {
    await rollups.refresh(jobIds);
    const cells = await rollups.cells({ jobIds, from, to, origin, ...(width && { width }) });
    const wanted = (set: readonly string[] | undefined, value: string) => !set || set.includes(value);
    return { cells: cells.filter(({ status, type }) => wanted(statuses, status) && wanted(types, type)) };
  }
  const repo = searchRepo(ctx.db);
  const range = rangeOf({ jobIds, from: new Date(from), to: new Date(to) });
  const streams = await planSearch(repo, search, range);
  const bucketed = width === undefined ? undefined : { from: new Date(origin), width };
  const filters = [...conditions(search), { jobId: { $in: [...jobIds] } }];
  const gathered = streams.flatMap((stream) => (stream.kind === "ids" ? stream.ids : []));
  const apart = gathered.length > 0 ? [{ _id: { $nin: gathered } }] : [];
  const parts = await Promise.all(
    streams.map((stream) =>
      repo.tally(stream, range, stream.kind === "ids" ? filters : [...filters, ...apart], LOOK, bucketed),
    ),
  );
  const end = parts
    .flatMap((part) => part.end ?? [])
    .sort()
    .at(-1);
  return { cells: parts.flatMap((part) => part.cells), ...(end && { completeFrom: timeOfId(end) }) };
}

/** Counts of each status, type and job for the other filters, and of all filters together. */
export async function countFacets(
  ctx: Pick<Ctx, "db">,
  rollups: Rollups,
  /** All that may be asked for; `filter.jobId` names some of them. */
  jobIds: readonly string[],
  filter: EventFilter,
): Promise<EventFacets> {
  const { status, type, jobId, ...others } = filter;
  const to = filter.to ? Date.parse(filter.to) : Date.now();
  const from = filter.from ? Date.parse(filter.from) : undefined;
  const { types } = await searchOf(ctx, jobIds, { type });
  const open = await searchOf(ctx, jobIds, others);
  const { cells, completeFrom } = await tally(ctx, rollups, open, { from: from ?? 0, to });
  const statuses = status?.map((one) => (one === "processing" ? "pending" : one));
  const has = {
    status: (cell: Tally["cells"][number]) => !statuses || (statuses as string[]).includes(cell.status),
    type: (cell: Tally["cells"][number]) => !types || types.includes(cell.type),
    jobId: (cell: Tally["cells"][number]) => !jobId || jobId.includes(cell.jobId),
  };
  const facet = (field: keyof typeof has) => {
    const rest = (Object.keys(has) as Array<keyof typeof has>).filter((one) => one !== field);
    const counts = new Map<string, number>();
    for (const cell of cells)
      if (rest.every((one) => has[one](cell)))
        counts.set(cell[field], (counts.get(cell[field]) ?? 0) + cell.n);
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, MOST_VALUES);
  };
  const matching = cells.filter((cell) => has.status(cell) && has.type(cell) && has.jobId(cell));
  return {
    total: matching.reduce((sum, { n }) => sum + n, 0),
    status: facet("status"),
    type: facet("type"),
    jobId: facet("jobId"),
    estimated: completeFrom !== undefined,
    from: from === undefined ? null : new Date(floorTo(from, MINUTE_MS)).toISOString(),
    to: new Date(to).toISOString(),
  };
}

async function tallyByTime(
  ctx: Pick<Ctx, "db">,
  rollups: Rollups,
  search: EventSearch,
  span: Span & { width: number },
): Promise<Tally<"status" | "bucket" | "n">> {
  const { jobIds, statuses, types } = search;
  const tells = types || !statuses || statuses.includes("pending") === statuses.includes("waiting");
  if (!isTold(search) || !tells) return tally(ctx, rollups, search, span);
  await rollups.refresh(jobIds);
  const cells = await rollups.statuses({ jobIds, ...span }, types);
  return { cells: cells.filter(({ status }) => !statuses || (statuses as string[]).includes(status)) };
}

/** Events that match, by time and status; of the last day unless `from` says otherwise. */
export async function countByTime(
  ctx: Pick<Ctx, "db">,
  rollups: Rollups,
  jobIds: readonly string[],
  { buckets: most, ...filter }: HistogramQuery,
): Promise<EventHistogram> {
  const to = filter.to ? Date.parse(filter.to) : Date.now();
  const wanted = filter.from ? Date.parse(filter.from) : to - DAY_MS;
  // Types are summed one by one: over a long time by whole days, of which there are few.
  const least = filter.type && to - wanted > 3 * DAY_MS ? DAY_MS : MINUTE_MS;
  const width = Math.max(least, niceWidth(wanted, to, most));
  // Of the first bucket, what came before `wanted` is left out: the sum is what matches.
  const origin = floorTo(wanted, width);
  const search = await searchOf(ctx, jobIds, filter);
  const { cells, completeFrom } = await tallyByTime(ctx, rollups, search, {
    from: wanted,
    to,
    width,
    origin,
  });
  const buckets = Array.from({ length: Math.max(1, Math.ceil((to - origin) / width)) }, (_, index) => ({
    at: new Date(origin + index * width).toISOString(),
    counts: {} as Partial<Record<EventStatus, number>>,
  }));
  for (const { bucket, status, n } of cells) {
    if (n === 0) continue;
    const counts = buckets[Math.min(bucket, buckets.length - 1)]?.counts;
    if (counts) counts[status as EventStatus] = (counts[status as EventStatus] ?? 0) + n;
  }
  return {
    from: new Date(origin).toISOString(),
    to: new Date(to).toISOString(),
    width,
    buckets,
    estimated: completeFrom !== undefined,
    ...(completeFrom && { completeFrom: completeFrom.toISOString() }),
  };
}
