import type { AnyBulkWriteOperation, Collection, Filter } from "mongodb";
import type { Timings } from "../../config.ts";

export type WorkStatus = "pending" | "waiting" | "processing" | "processed" | "failed" | "filtered";

/**
 * Who works on a document. `at` is set by the database's clock; `alone` when nothing else was in its batch;
 * `suspect` when its worker died while computing on it.
 */
export interface Lease {
  token: string;
  at: Date;
  by: string;
  alone?: boolean;
  suspect?: boolean;
}

/** What the lanes need of a ledger document; the rest of it is the rooms' own. */
export interface WorkRow {
  _id: string;
  lane: string;
  status: WorkStatus;
  receivedAt: Date;
  deadline: Date;
  attempts: number;
  dueAt?: Date;
  lease?: Lease;
  /** How often a worker died while working on this document alone (RULES 12). */
  deaths?: number;
}

/** One update for all `ids` of a batch that ended the same way. */
export interface Settlement {
  readonly ids: readonly string[];
  readonly set: Readonly<Record<string, unknown>>;
  readonly log: Readonly<Record<string, unknown>>;
  /** Milliseconds until the next attempt; absent when the document is settled for good. */
  readonly retryIn?: number;
}

export const WORK_INDEXES = [
  {
    key: { lane: 1, deadline: 1 },
    name: "claim",
    partialFilterExpression: { status: { $in: ["pending", "processing"] } },
  },
  { key: { lane: 1, dueAt: 1 }, name: "due", partialFilterExpression: { status: "waiting" } },
] as const;

const LOG_LIMIT = 50;

/** Claims and settles documents of one ledger collection, always under a lease (RULES 9). */
export function workRepo<Row extends WorkRow>(
  rows: Collection<Row>,
  times: Timings,
  projection: Record<string, 0 | 1>,
) {
  const filter = (value: object) => value as Filter<Row>;
  const expired = { $lt: ["$lease.at", { $subtract: ["$$NOW", times.lease] }] };

  return {
    /**
     * The most urgent documents that are due, without claiming them. From a `deadline` on, those before it are
     * passed over: a drain that works on them need not read them again.
     */
    peek: (lane: string, limit: number, deadline?: Date) =>
      rows
        .find(filter({ lane, status: "pending", ...(deadline && { deadline: { $gte: deadline } }) }), {
          projection,
        })
        .sort({ deadline: 1 })
        .limit(limit)
        .toArray() as unknown as Promise<Row[]>,

    /** Which of `lanes` have something claimable: one query for all of them. */
    lanesWithPending: (lanes: readonly string[]): Promise<string[]> =>
      rows.distinct("lane", filter({ lane: { $in: lanes }, status: "pending" })),

    /** Takes `found` for this token; answers those that nobody else took. Counts the attempt (RULES 12). */
    async claim(found: readonly Row[], lease: Omit<Lease, "at">, executionId: string): Promise<Row[]> {
      const ids = found.map((row) => row._id);
      const { alone, ...rest } = lease;
      const update = {
        $set: {
          status: "processing",
          executionId,
          "lease.token": rest.token,
          "lease.by": rest.by,
          ...(alone && { "lease.alone": true }),
        },
        $inc: { attempts: 1 },
        $currentDate: { "lease.at": true },
      };
      const result = await rows.updateMany(filter({ _id: { $in: ids }, status: "pending" }), update as never);
      const counted = found.map((row) => ({ ...row, attempts: row.attempts + 1 }));
      if (result.modifiedCount === ids.length) return counted;
      const mine = new Set(
        (
          await rows
            .find(filter({ _id: { $in: ids }, "lease.token": lease.token }), { projection: { _id: 1 } })
            .toArray()
        ).map((row) => String(row._id)),
      );
      return counted.filter((row) => mine.has(row._id));
    },

    /** Documents whose lease ran out: their worker died or stalled. */
    findExpired: (lane: string, limit: number) =>
      rows
        .find(filter({ lane, status: "processing", $expr: expired }), { projection })
        .limit(limit)
        .toArray() as unknown as Promise<Row[]>,

    /** Takes one document over from an expired lease, to be worked on alone. */
    async reclaim(row: Row, lease: Omit<Lease, "at">, executionId: string): Promise<Row | undefined> {
      const deaths = (row.deaths ?? 0) + (row.lease?.alone ? 1 : 0);
      const result = await rows.updateOne(
        filter({ _id: row._id, status: "processing", "lease.token": row.lease?.token }),
        {
          $set: {
            "lease.token": lease.token,
            "lease.by": lease.by,
            "lease.alone": true,
            deaths,
            executionId,
          },
          $inc: { attempts: 1 },
          $currentDate: { "lease.at": true },
        } as never,
      );
      return result.modifiedCount === 1 ? { ...row, deaths, attempts: row.attempts + 1 } : undefined;
    },

    /** Gives documents back untouched, without the attempt: the error was the lane's (RULES 11). */
    release: (ids: readonly string[], token: string) =>
      rows.updateMany(filter({ _id: { $in: ids }, "lease.token": token }), {
        $set: { status: "pending" },
        $inc: { attempts: -1 },
        $unset: { lease: "" },
      } as never),

    /** Writes what became of a batch. A drain that lost its lease settles nothing. */
    async settle(token: string, settlements: readonly Settlement[]): Promise<number> {
      const operations = settlements.map(({ ids, set, log, retryIn }): AnyBulkWriteOperation<Row> => {
        const match = filter({ _id: { $in: ids }, "lease.token": token });
        if (retryIn === undefined)
          return {
            updateMany: {
              filter: match,
              update: {
                $set: set,
                $unset: { lease: "", dueAt: "" },
                $push: { log: { $each: [log], $slice: -LOG_LIMIT } },
              } as never,
            },
          };
        const entry = {
          $slice: [{ $concatArrays: [{ $ifNull: ["$log", []] }, [{ $literal: log }]] }, -LOG_LIMIT],
        };
        const values = Object.fromEntries(
          Object.entries(set).map(([key, value]) => [key, { $literal: value }]),
        );
        return {
          updateMany: {
            filter: match,
            update: [
              { $set: { ...values, status: "waiting", dueAt: { $add: ["$$NOW", retryIn] }, log: entry } },
              { $unset: ["lease"] },
            ],
          },
        };
      });
      if (operations.length === 0) return 0;
      return (await rows.bulkWrite(operations, { ordered: false })).modifiedCount;
    },

    /** Makes the waiting documents that are due claimable. */
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

    /** Something is to be done now: pending, due again, or held under a lease that ran out. */
    hasDueWork: async (lane: string): Promise<boolean> => {
      const open = await rows.findOne(filter({ lane, status: "pending" }), { projection: { _id: 1 } });
      if (open) return true;
      const late = await rows.findOne(
        filter({ lane, status: "waiting", $expr: { $lte: ["$dueAt", "$$NOW"] } }),
        { projection: { _id: 1 } },
      );
      if (late) return true;
      return (
        (await rows.findOne(filter({ lane, status: "processing", $expr: expired }), {
          projection: { _id: 1 },
        })) !== null
      );
    },

    /**
     * Lets go at once what a dead process of this slot held in `lanes`. Where it is known what it was at, the
     * others need not be tried alone: they are pending again, but for those that were tried before.
     */
    async expireSlot(
      lanes: readonly string[],
      slot: string,
      current: string,
      lastWords?: string,
    ): Promise<void> {
      const held = {
        lane: { $in: lanes },
        status: "processing",
        "lease.by": { $regex: `^${slot}#`, $ne: current },
      };
      if (lastWords) {
        const suspect = { ...held, _id: lastWords };
        const { matchedCount } = await rows.updateMany(filter(suspect), {
          $set: { "lease.suspect": true },
        } as never);
        if (matchedCount > 0)
          await rows.updateMany(filter({ ...held, _id: { $ne: lastWords }, attempts: 1 }), {
            $set: { status: "pending" },
            $unset: { lease: "" },
          } as never);
      }
      await rows.updateMany(filter(held), { $set: { "lease.at": new Date(0) } } as never);
    },
  };
}

export type WorkRepo<Row extends WorkRow> = ReturnType<typeof workRepo<Row>>;
