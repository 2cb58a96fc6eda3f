import type { WorkStatus } from "../platform/lanes/index.ts";
import { type EventSearch, type IdRange, objectPrefix, type SearchRepo, type Stream } from "./search-repo.ts";
import { errorTerm, failedTypeTerm, failureTerm, flagTerm, typeTerm } from "./terms.ts";

/** Up to so many matches of one condition are gathered and sorted; of more, an index is walked. */
const GATHER = 1_000;
/** An index is merged from at most so many places at once; MongoDB sorts by hand beyond 200. */
const PLACES = 150;
const MAX_STREAMS = 12;

const RARE = new Set<WorkStatus>(["failed", "waiting", "filtered"]);

interface Option {
  readonly streams: readonly Stream[];
  /** Matches, as far as they were counted. */
  readonly size: number;
}

/**
 * Where to look for what a search means: the condition with the fewest matches leads, the others are tested on
 * what it finds. Without a leading one the newest rows are walked. Costs a few counts, each up to 1,000.
 * No two streams along an index have a row in common; one of ids may have some that are also in another.
 */
export async function planSearch(
  repo: SearchRepo,
  search: EventSearch,
  range: IdRange,
): Promise<readonly Stream[]> {
  const options = (await Promise.all(leaders(repo, search, range))).filter((one) => one !== undefined);
  const best = options.sort((a, b) => a.size - b.size)[0];
  return best?.streams ?? indexStreams("newest", search.jobIds, undefined);
}

function leaders(repo: SearchRepo, search: EventSearch, range: IdRange): Promise<Option | undefined>[] {
  const { jobIds, among, statuses, types, id, objectId, errors, failure, flags, q } = search;
  const terms = (list: readonly string[]) => counted(repo, indexStreams("terms", jobIds, list), range);
  const failedOnly = statuses?.length === 1 && statuses[0] === "failed";
  return [
    ...(among ? [Promise.resolve(gathered(among))] : []),
    ...(id ? [byId(repo, jobIds, id, range)] : []),
    ...(objectId ? [byTerm(repo, jobIds, objectPrefix(objectId), range)] : []),
    ...(q ?? []).map((term) => byTerm(repo, jobIds, term, range)),
    ...(failure ? [terms([failureTerm(failure)])] : []),
    ...(errors ? [terms(errors.map(errorTerm))] : []),
    ...(flags ? [terms(flags.map(flagTerm))] : []),
    ...(types ? [terms(types.map(failedOnly ? failedTypeTerm : typeTerm))] : []),
    ...(statuses ? [byStatus(repo, jobIds, statuses, range)] : []),
  ];
}

/** undefined when it would be too many places to look at. */
function indexStreams(
  index: "newest" | "terms" | "rare",
  jobIds: readonly string[],
  values: readonly string[] | undefined,
): Stream[] {
  const field = index === "rare" ? "status" : "terms";
  return chunks(values ?? [""], PLACES).flatMap((some) =>
    chunks(jobIds, Math.max(1, Math.floor(PLACES / some.length))).map((jobs): Stream => {
      const jobId = jobs.length === 1 ? (jobs[0] as string) : { $in: jobs };
      return { kind: "index", index, match: { jobId, ...(values && { [field]: { $in: some } }) } };
    }),
  );
}

async function counted(
  repo: SearchRepo,
  streams: readonly Stream[],
  range: IdRange,
): Promise<Option | undefined> {
  if (streams.length > MAX_STREAMS) return undefined;
  const sizes = await Promise.all(
    streams.map((stream) => (stream.kind === "ids" ? stream.ids.length : repo.size(stream, range, GATHER))),
  );
  return { streams, size: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Whole or its beginning, while that is few; else, where it is somebody's whole term, whole only. */
async function byTerm(
  repo: SearchRepo,
  jobIds: readonly string[],
  start: string,
  range: IdRange,
): Promise<Option | undefined> {
  const ids = await repo.idsByTerm(jobIds, start, GATHER);
  if (ids.length <= GATHER) return gathered(ids);
  const own = await repo.idsByTerm(jobIds, objectPrefix(start), GATHER);
  if (own.length > GATHER || !(await repo.hasTerm(jobIds, start))) return undefined;
  return counted(repo, [...indexStreams("terms", jobIds, [start]), { kind: "ids", ids: sorted(own) }], range);
}

async function byId(
  repo: SearchRepo,
  jobIds: readonly string[],
  id: string,
  range: IdRange,
): Promise<Option | undefined> {
  const object = await byTerm(repo, jobIds, objectPrefix(id), range);
  if (!object) return undefined;
  const own = await repo.idsByProvider(jobIds, id, GATHER);
  return gathered([id, ...own, ...object.streams.flatMap((one) => (one.kind === "ids" ? one.ids : []))]);
}

async function byStatus(
  repo: SearchRepo,
  jobIds: readonly string[],
  statuses: readonly WorkStatus[],
  range: IdRange,
): Promise<Option | undefined> {
  const rare = statuses.filter((status) => RARE.has(status));
  const pending = statuses.includes("pending");
  if (rare.length + (pending ? 1 : 0) < statuses.length) return undefined;
  // One at a time: with several the database reads every row of them, because the index is partial.
  const streams = rare.flatMap((status) => indexStreams("rare", jobIds, [status]));
  if (pending) {
    const ids = await repo.pendingIds(jobIds, GATHER);
    if (ids.length > GATHER)
      return counted(
        repo,
        indexStreams("newest", rare.length > 0 ? jobIds : await repo.pendingJobs(jobIds), undefined),
        range,
      );
    streams.push({ kind: "ids", ids: sorted(ids) });
  }
  return counted(repo, streams, range);
}

const gathered = (ids: readonly string[]): Option => ({
  streams: [{ kind: "ids", ids: sorted(ids) }],
  size: ids.length,
});

const sorted = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

function chunks<T>(items: readonly T[], size: number): T[][] {
  const found: T[][] = [];
  for (let start = 0; start < items.length; start += size) found.push(items.slice(start, start + size));
  return found;
}
