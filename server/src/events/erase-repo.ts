import { EventFlag } from "@sluice/shared/events";
import type { Binary, Db, Filter } from "mongodb";
import type { RejectedDoc } from "./rejected-repo.ts";
import { type EventRow, eventRows } from "./repo.ts";
import { flagTerm, typeTerm } from "./terms.ts";

const PROJECTION = { body: 1, objectId: 1, receivedAt: 1, type: 1 } as const;
const REJECTED_AT_ONCE = 20;
export const ERASED = "erased";
/** Terms that say something about the row, not about what it told. */
export const KEPT_TERMS: ReadonlySet<string> = new Set(EventFlag.options.map(flagTerm));

/** Rows about an object (its tie key begins with its id) or naming it. */
const concerning = (jobId: string, objectId: string): Filter<EventRow>[] => [
  { jobId, terms: objectId },
  { jobId, terms: { $elemMatch: { $gte: `${objectId}@`, $lt: `${objectId}A` } } },
];

/** What an erasure does to the ledger; always one job's rows. */
export function eraseRepo(db: Db) {
  const rows = eventRows(db);
  const rejected = db.collection<RejectedDoc>("rejected_requests");
  return {
    /** Some rows that concern the object and have not been erased. */
    async find(jobId: string, objectId: string, limit: number): Promise<EventRow[]> {
      for (const filter of concerning(jobId, objectId)) {
        const found = await rows.find(filter, { projection: PROJECTION }).limit(limit).toArray();
        if (found.length > 0) return found;
      }
      return [];
    },

    count: (jobId: string, objectId: string, limit: number): Promise<number> =>
      rows.countDocuments({ $or: concerning(jobId, objectId) }, { limit }),

    /** Other objects whose events name this one. */
    related: (jobId: string, objectId: string, limit: number) =>
      rows
        .aggregate<{ _id: string }>([
          { $match: { jobId, terms: objectId } },
          { $limit: 5_000 },
          { $match: { objectId: { $exists: true, $ne: objectId } } },
          { $group: { _id: "$objectId" } },
          { $limit: limit },
        ])
        .toArray(),

    /**
     * Leaves of rows what tells nothing of a person: id, type, times, dedupe key, outcome. What was not yet done is
     * set aside first, for without its terms a row is not found again.
     */
    async erase(ids: string[], erasureId: string, now: Date): Promise<void> {
      await rows.updateMany({ _id: { $in: ids }, status: { $in: ["pending", "waiting", "failed"] } }, {
        $set: { status: "filtered", reason: ERASED, settledAt: now },
        $unset: { dueAt: "", deaths: "", lastDeath: "", bystander: "" },
      } as never);
      await rows.updateMany({ _id: { $in: ids } }, [
        {
          $set: {
            strippedAt: { $literal: now },
            erasedBy: { $literal: erasureId },
            terms: {
              $concatArrays: [
                [{ $concat: [typeTerm(""), "$type"] }],
                { $filter: { input: "$terms", cond: { $in: ["$$this", [...KEPT_TERMS]] } } },
              ],
            },
          },
        },
        { $unset: ["body", "headers", "log", "ip", "objectId", "tieKey", "account", "error", "held"] },
      ]);
    },

    /** Refused requests of a job whose body or headers name one of the objects. */
    async rejectedNaming(jobId: string, objectIds: readonly string[]): Promise<string[]> {
      const found: string[] = [];
      const cursor = rejected
        .find({ jobId }, { projection: { body: 1, headers: 1 } })
        .batchSize(REJECTED_AT_ONCE);
      for await (const { _id, body, headers } of cursor)
        if (objectIds.some((id) => names(body, id) || JSON.stringify(headers).includes(id))) found.push(_id);
      return found;
    },
    removeRejected: async (ids: string[]): Promise<number> =>
      ids.length === 0 ? 0 : (await rejected.deleteMany({ _id: { $in: ids } })).deletedCount,
  };
}

const names = (body: Binary | undefined, objectId: string): boolean =>
  body !== undefined && Buffer.from(body.buffer).includes(objectId);
