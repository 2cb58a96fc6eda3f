import type { EventFlag } from "@sluice/shared/events";
import type { Db, Filter } from "mongodb";
import type { WorkStatus } from "../platform/lanes/index.ts";
import { type EventRow, eventRows, LIST_PROJECTION, type ListRow } from "./repo.ts";
import { errorTerm, failureTerm, flagTerm } from "./terms.ts";

/** Which events are meant; several values of one field are alternatives. */
export interface EventSearch {
  readonly jobIds: readonly string[];
  /** Only some of these. */
  readonly among?: readonly string[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly statuses?: readonly WorkStatus[] | undefined;
  /** Whole names. */
  readonly types?: readonly string[] | undefined;
  /** Ours or the provider's, or an object's. */
  readonly id?: string | undefined;
  readonly objectId?: string | undefined;
  readonly errors?: readonly string[] | undefined;
  readonly failure?: string | undefined;
  readonly flags?: readonly EventFlag[] | undefined;
  /** All of them, whole or their beginning. */
  readonly q?: readonly string[] | undefined;
}

/** Ids strictly between these. */
export interface IdRange {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}
/** 1: oldest first. */
export type Direction = 1 | -1;

/**
 * Where matches are looked for, sorted by id: all of `ids`, or along an index. Each stream holds every match of
 * its own condition; what it holds beside them, the filter takes out.
 */
export type Stream =
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "index"; readonly index: IndexName; readonly match: Filter<EventRow> };
type IndexName = "newest" | "rare" | "terms";

const beginsWith = (start: string) => ({ $elemMatch: { $gte: start, $lt: `${start}\uffff` } });
/** A tie's key is `<object id>@<second>`, so it also finds the events of an object. */
export const objectPrefix = (objectId: string): string => `${objectId}@`;

/** What a row must fulfil beside its time. */
export function conditions(search: EventSearch): Filter<EventRow>[] {
  const { among, statuses, types, id, objectId, errors, failure, flags, q } = search;
  return [
    ...(among ? [{ _id: { $in: [...among] } }] : []),
    ...(statuses ? [{ status: { $in: [...statuses] } }] : []),
    ...(types ? [{ type: { $in: [...types] } }] : []),
    ...(id ? [{ $or: [{ _id: id }, { providerEventId: id }, { objectId: id }] }] : []),
    ...(objectId ? [{ objectId }] : []),
    ...(errors ? [{ terms: { $in: errors.map(errorTerm) } }] : []),
    ...(failure ? [{ terms: failureTerm(failure) }] : []),
    ...(flags ? [{ terms: { $in: flags.map(flagTerm) } }] : []),
    ...(q ?? []).map((term) => ({ terms: beginsWith(term) })),
  ];
}

const bounds = ({ after, before }: IdRange) =>
  after || before ? { _id: { ...(after && { $gt: after }), ...(before && { $lt: before }) } } : {};

/** Reads of the ledger that are bounded by what they are told to look at, never by what there is. */
export function searchRepo(db: Db) {
  const rows = eventRows(db);
  const all = (filters: readonly Filter<EventRow>[]) => (filters.length > 0 ? { $and: [...filters] } : {});
  const idsIn = async (filter: Filter<EventRow>, hint: string, limit: number) =>
    (
      await rows
        .find(filter, { projection: { _id: 1 }, hint })
        .limit(limit)
        .toArray()
    ).map((row) => row._id);

  return {
    /** How many entries an index stream has, counted up to `limit`. */
    size: ({ index, match }: Extract<Stream, { kind: "index" }>, range: IdRange, limit: number) =>
      rows.countDocuments({ ...match, ...bounds(range) }, { hint: index, limit }),

    /** Ids of rows with a term that begins so; more than `limit` means that there are others. */
    idsByTerm: (jobIds: readonly string[], start: string, limit: number) =>
      idsIn(
        { jobId: { $in: [...jobIds] }, terms: beginsWith(start) } as Filter<EventRow>,
        "terms",
        limit + 1,
      ),
    hasTerm: async (jobIds: readonly string[], term: string) =>
      (await rows.countDocuments({ jobId: { $in: [...jobIds] }, terms: term }, { hint: "terms", limit: 1 })) >
      0,

    /** Ids of rows that wait for a worker or have one; more than `limit` means that there are others. */
    pendingIds: (jobIds: readonly string[], limit: number) =>
      idsIn({ lane: { $in: jobIds.map(laneOf) }, status: "pending" }, "open", limit + 1),
    /** Which of the jobs have such rows. */
    pendingJobs: async (jobIds: readonly string[]): Promise<string[]> => {
      const found = await Promise.all(
        jobIds.map((jobId) =>
          rows.findOne(
            { lane: laneOf(jobId), status: "pending" },
            { projection: { jobId: 1 }, hint: "open" },
          ),
        ),
      );
      return found.flatMap((row) => row?.jobId ?? []);
    },
    /** Ids that a worker is at now. */
    heldIds: async (jobIds: readonly string[]): Promise<string[]> =>
      (
        await db
          .collection<{ _id: string; lane: string; ids: string[] }>("lane_claims")
          .find({ lane: { $in: jobIds.map(laneOf) } })
          .toArray()
      ).flatMap(({ ids }) => ids),

    /** Rows by the provider's event id, and their replays. */
    async idsByProvider(
      jobIds: readonly string[],
      providerEventId: string,
      limit: number,
    ): Promise<string[]> {
      const keys = jobIds.map((jobId) => `${jobId}:${providerEventId}`);
      const origins = await idsIn({ dedupeKey: { $in: keys } }, "dedupe", limit);
      return [...origins, ...(await idsIn({ replayOf: { $in: origins } }, "replays", limit))];
    },

    /** The first `limit` rows of `ids` that fulfil `filters`, in the order of `ids`. */
    async pick(
      ids: readonly string[],
      filters: readonly Filter<EventRow>[],
      limit: number,
    ): Promise<ListRow[]> {
      const found: ListRow[] = [];
      for (let next = 0; next < ids.length && found.length < limit; next += limit) {
        const some = ids.slice(next, next + limit);
        const list = await rows
          .find({ _id: { $in: some }, ...all(filters) } as Filter<EventRow>, {
            projection: LIST_PROJECTION,
            hint: "_id_",
          })
          .toArray();
        const byId = new Map(list.map((row) => [row._id, row]));
        found.push(...some.flatMap((id) => byId.get(id) ?? []));
      }
      return found.slice(0, limit);
    },

    /** The first `limit` matches among the next `scan` entries of an index. `end`: the last entry looked at, if there are more. */
    async walk(
      { index, match }: Extract<Stream, { kind: "index" }>,
      range: IdRange,
      direction: Direction,
      filters: readonly Filter<EventRow>[],
      scan: number,
      limit: number,
    ): Promise<{ rows: ListRow[]; end?: string }> {
      const stream = { ...match, ...bounds(range) } as Filter<EventRow>;
      const sort = { _id: direction };
      const found = await rows
        .aggregate<ListRow>(
          [
            { $match: stream },
            { $sort: sort },
            { $limit: scan },
            ...(filters.length > 0 ? [{ $match: all(filters) }] : []),
            { $limit: limit },
            { $project: LIST_PROJECTION },
          ],
          { hint: index },
        )
        .toArray();
      if (found.length === limit) return { rows: found };
      const last = await rows
        .find(stream, { projection: { _id: 1 }, hint: index })
        .sort(sort)
        .skip(scan - 1)
        .limit(1)
        .next();
      return { rows: found, ...(last && { end: last._id }) };
    },

    /** How many of the next `scan` entries fulfil `filters`, by job, type, status and bucket of time. */
    async tally(
      stream: Stream,
      range: IdRange,
      filters: readonly Filter<EventRow>[],
      scan: number,
      bucketed?: { from: Date; width: number },
    ): Promise<{ cells: TallyCell[]; end?: string }> {
      const isIds = stream.kind === "ids";
      const match = (isIds ? { _id: { $in: [...stream.ids] } } : stream.match) as Filter<EventRow>;
      const within = (
        isIds ? { $and: [match, bounds(range)] } : { ...match, ...bounds(range) }
      ) as typeof match;
      const bucket = bucketed
        ? { $floor: { $divide: [{ $subtract: ["$receivedAt", bucketed.from] }, bucketed.width] } }
        : { $literal: 0 };
      const hint = { hint: isIds ? "_id_" : stream.index };
      const cells = await rows
        .aggregate<{ _id: Omit<TallyCell, "n">; n: number }>(
          [
            { $match: within },
            ...(isIds ? [] : [{ $sort: { _id: -1 } }, { $limit: scan }]),
            ...(filters.length > 0 ? [{ $match: all(filters) }] : []),
            {
              $group: { _id: { jobId: "$jobId", type: "$type", status: "$status", bucket }, n: { $sum: 1 } },
            },
          ],
          hint,
        )
        .toArray();
      const last = isIds
        ? null
        : await rows
            .find(within, { projection: { _id: 1 }, ...hint })
            .sort({ _id: -1 })
            .skip(scan)
            .limit(1)
            .next();
      return { cells: cells.map(({ _id, n }) => ({ ..._id, n })), ...(last && { end: last._id }) };
    },
  };
}

export interface TallyCell {
  readonly jobId: string;
  readonly type: string;
  readonly status: WorkStatus;
  readonly bucket: number;
  readonly n: number;
}

export type SearchRepo = ReturnType<typeof searchRepo>;

const laneOf = (jobId: string) => `sync:${jobId}`;
