import type { Db } from "mongodb";
import { type EventRow, eventRows, WORK_PROJECTION } from "../events/index.ts";
import { readWithin } from "../platform/read-within.ts";

/** Where a run is: the rows from `first` to the one before `before` are left. */
export interface Place {
  readonly before: string;
}

const PROJECTION = { ...WORK_PROJECTION, headers: 1, ip: 1, strippedAt: 1 } as const;
/** Up to here rows are counted one by one. */
const COUNTED = 100_000;

/** Walks the events of one job, newest first. */
export function reapplyRepo(db: Db) {
  const rows = eventRows(db);
  return {
    /** Fewer than `limit` where they would not fit into memory; none at the end alone. */
    next: (jobId: string, { before }: Place, limit: number): Promise<EventRow[]> =>
      readWithin(
        rows
          .find({ jobId, _id: { $lt: before } }, { projection: PROJECTION, batchSize: limit })
          .sort({ _id: -1 })
          .limit(limit),
      ),

    /** Of rows without a body: how many objects have no later row. */
    async countLast(jobId: string, bodiless: readonly EventRow[]): Promise<number> {
      const newest = new Map<string, EventRow>();
      for (const row of bodiless) {
        const known = newest.get(row.objectId as string);
        if (!known || row._id > known._id) newest.set(row.objectId as string, row);
      }
      let last = 0;
      for (const [objectId, row] of newest) {
        const later = await rows.findOne(
          {
            jobId,
            _id: { $gt: row._id },
            terms: { $elemMatch: { $gte: objectId, $lt: `${objectId}@\uffff` } },
            objectId,
          },
          { projection: { _id: 1 } },
        );
        if (!later) last += 1;
      }
      return last;
    },

    /** Rows up to an id, and how many of them lie behind what retention has stripped. */
    async count(jobId: string, strippedUpTo: string | undefined) {
      const upTo = strippedUpTo ?? "";
      const [events, withoutBody] = await Promise.all([
        rows.countDocuments({ jobId, _id: { $gt: upTo } }, { limit: COUNTED }),
        upTo === "" ? 0 : rows.countDocuments({ jobId, _id: { $lte: upTo } }, { limit: COUNTED }),
      ]);
      return { events: bounded(events), withoutBody: bounded(withoutBody) };
    },
  };
}

const bounded = (count: number) => ({ count, ...(count === COUNTED && { estimated: true }) });
