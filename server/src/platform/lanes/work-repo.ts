import type { AnyBulkWriteOperation, Collection, Filter, FindCursor } from "mongodb";
import { readWithin } from "../read-within.ts";

export type WorkStatus = "pending" | "waiting" | "processed" | "failed" | "filtered";

/** What the lanes need of a ledger document; the rest of it is the rooms' own. */
export interface WorkRow {
  _id: string;
  lane: string;
  status: WorkStatus;
  receivedAt: Date;
  deadline: Date;
  attempts: number;
  /** What it takes in memory, about. */
  bytes?: number;
  dueAt?: Date;
  /** How often a worker died while working on this document alone (RULES 12), and the claim of the last time. */
  deaths?: number;
  lastDeath?: string;
  /** Its worker died while working on others beside it; the next time it is tried alone. */
  bystander?: boolean;
}

/** One update for all `ids` of a batch that ended the same way. `add` is for those that are settled for good. */
export interface Settlement {
  readonly ids: readonly string[];
  /** Which attempt this was, from 1. */
  readonly attempt: number;
  readonly set: Readonly<Record<string, unknown>>;
  /** Values that lists of the document get, where they lack them. */
  readonly add?: Readonly<Record<string, readonly unknown[]>>;
  readonly log: Readonly<Record<string, unknown>>;
  /** Milliseconds until the next attempt; absent when the document is settled for good. */
  readonly retryIn?: number;
}

export const WORK_INDEXES = [
  {
    key: { lane: 1, deadline: 1 },
    name: "open",
    partialFilterExpression: { status: "pending" },
  },
  { key: { lane: 1, dueAt: 1 }, name: "due", partialFilterExpression: { status: "waiting" } },
] as const;

const LOG_LIMIT = 50;

/** Finds and settles the documents of lanes in one ledger collection. */
export function workRepo<Row extends WorkRow>(rows: Collection<Row>, projection: Record<string, 0 | 1>) {
  const filter = (value: object) => value as Filter<Row>;
  const apart = (ids: ReadonlySet<string>) => (ids.size > 0 ? { _id: { $nin: [...ids] } } : {});

  return {
    /**
     * The most urgent documents that are due, but for those `held`; from a `deadline` on, if one is given. Fewer than
     * `limit` where they would not fit into memory.
     */
    peek: (lane: string, limit: number, held: ReadonlySet<string>, deadline?: Date): Promise<Row[]> =>
      readWithin(
        rows
          .find(
            filter({
              lane,
              status: "pending",
              ...apart(held),
              ...(deadline && { deadline: { $gte: deadline } }),
            }),
            {
              projection,
            },
          )
          .sort({ deadline: 1 })
          .limit(limit) as unknown as FindCursor<Row>,
      ),

    /** Which of `lanes` have something pending: one query for all of them. */
    lanesWithPending: (lanes: readonly string[]): Promise<string[]> =>
      rows.distinct("lane", filter({ lane: { $in: lanes }, status: "pending" })),

    /** Those of `ids` that nobody has settled. */
    findPending: (ids: readonly string[]) =>
      rows
        .find(filter({ _id: { $in: ids }, status: "pending" }), { projection })
        .toArray() as unknown as Promise<Row[]>,

    /** Marks the pending ones of `ids` as bystanders and answers those that were not yet. */
    async letGo(ids: readonly string[]): Promise<string[]> {
      const fresh = filter({ _id: { $in: ids }, status: "pending", bystander: { $exists: false } });
      const found = await rows.find(fresh, { projection: { _id: 1 } }).toArray();
      await rows.updateMany(fresh, { $set: { bystander: true } } as never);
      return found.map((row) => String(row._id));
    },

    /** Counts the death of a worker under the claim `token`, once; answers how many there were. */
    async countDeath(row: Row, token: string): Promise<number> {
      const deaths = (row.deaths ?? 0) + 1;
      const update = { $set: { deaths, lastDeath: token } };
      await rows.updateOne(filter({ _id: row._id, lastDeath: { $ne: token } }), update as never);
      return row.lastDeath === token ? (row.deaths ?? 0) : deaths;
    },

    /**
     * Writes what became of a batch. Every document is settled once: of two batches that had it at the same time,
     * the later one finds it settled, or at another attempt, and leaves it alone.
     */
    async settle(settlements: readonly Settlement[]): Promise<number> {
      const operations = settlements.map(
        ({ ids, attempt, set, add, log, retryIn }): AnyBulkWriteOperation<Row> => {
          const match = filter({ _id: { $in: ids }, status: "pending", attempts: attempt - 1 });
          const changes = { ...set, attempts: attempt };
          if (retryIn === undefined)
            return {
              updateMany: {
                filter: match,
                update: {
                  $set: changes,
                  $unset: { dueAt: "" },
                  $push: { log: { $each: [log], $slice: -LOG_LIMIT } },
                  ...(add && {
                    $addToSet: Object.fromEntries(
                      Object.entries(add).map(([key, values]) => [key, { $each: values }]),
                    ),
                  }),
                } as never,
              },
            };
          const entry = {
            $slice: [{ $concatArrays: [{ $ifNull: ["$log", []] }, [{ $literal: log }]] }, -LOG_LIMIT],
          };
          const values = Object.fromEntries(
            Object.entries(changes).map(([key, value]) => [key, { $literal: value }]),
          );
          return {
            updateMany: {
              filter: match,
              update: [
                { $set: { ...values, status: "waiting", dueAt: { $add: ["$$NOW", retryIn] }, log: entry } },
              ],
            },
          };
        },
      );
      if (operations.length === 0) return 0;
      return (await rows.bulkWrite(operations, { ordered: false })).modifiedCount;
    },

    /** Makes the waiting documents that are due pending. */
    promote: (lane: string) =>
      rows.updateMany(filter({ lane, status: "waiting", $expr: { $lte: ["$dueAt", "$$NOW"] } }), {
        $set: { status: "pending" },
        $unset: { dueAt: "" },
      } as never),

    /** When the next waiting document falls due. */
    nextDue: async (lane: string): Promise<Date | undefined> =>
      (
        await rows
          .find(filter({ lane, status: "waiting" }), { projection: { dueAt: 1 } })
          .sort({ dueAt: 1 })
          .limit(1)
          .next()
      )?.dueAt as Date | undefined,

    /** Something is to be done now and not `held`: pending, or due again. */
    hasDueWork: async (lane: string, held: ReadonlySet<string>): Promise<boolean> => {
      const projected = { projection: { _id: 1 } } as const;
      if (await rows.findOne(filter({ lane, status: "pending", ...apart(held) }), projected)) return true;
      const late = filter({ lane, status: "waiting", $expr: { $lte: ["$dueAt", "$$NOW"] } });
      return (await rows.findOne(late, projected)) !== null;
    },
  };
}

export type WorkRepo<Row extends WorkRow> = ReturnType<typeof workRepo<Row>>;
