import type { BulkKind, BulkOperation, FrozenFilter } from "@sluice/shared/bulk";
import type { Count } from "@sluice/shared/events";
import type { Db } from "mongodb";

/** What is being worked on. It is written down before it is done, so whoever does it again does the same. */
export interface Chunk {
  readonly ids: readonly string[];
  /** Where the next one begins; null when this is the last. */
  readonly end: string | null;
  readonly at: Date;
}

export interface Progress {
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
}

export interface BulkDoc extends Progress {
  _id: string;
  workspaceId: string;
  kind: BulkKind;
  filter?: FrozenFilter;
  /** Sorted; not kept once it has ended. */
  eventIds?: string[];
  onlyFailed: boolean;
  status: "pending" | "running" | "done" | "stopped" | "failed";
  total: Count;
  /** The last id that is done with. */
  cursor?: string;
  chunk?: Chunk;
  startedBy: BulkOperation["startedBy"];
  startedAt: Date;
  stopRequestedAt?: Date;
  finishedAt?: Date;
  problem?: string;
  /** How often it failed without getting further. */
  stumbles?: number;
  /** When it was last worked on, by the database's clock. */
  beatAt: Date;
}

const OPEN: BulkDoc["status"][] = ["pending", "running"];

export const ensureBulkIndexes = (db: Db) =>
  db.collection("bulk_operations").createIndexes([
    { key: { workspaceId: 1, _id: -1 }, name: "newest" },
    { key: { beatAt: 1 }, name: "unfinished", partialFilterExpression: { status: { $in: OPEN } } },
  ]);

export function bulkRepo(db: Db) {
  const operations = db.collection<BulkDoc>("bulk_operations");
  return {
    insert: (doc: BulkDoc) => operations.insertOne(doc),
    find: (workspaceId: string, id: string) => operations.findOne({ _id: id, workspaceId }),
    /** For the function, which is given the id by the ledger itself. */
    findById: (id: string) => operations.findOne({ _id: id }),
    list: (workspaceId: string, beforeId: string | undefined, limit: number) =>
      operations
        .find(
          { workspaceId, ...(beforeId && { _id: { $lt: beforeId } }) },
          { projection: { eventIds: 0, chunk: 0 } },
        )
        .sort({ _id: -1 })
        .limit(limit + 1)
        .toArray(),

    /** True for the one of several workers that writes down what comes next after `cursor`. */
    begin: async (id: string, cursor: string | undefined, chunk: Chunk): Promise<boolean> =>
      (
        await operations.updateOne(
          {
            _id: id,
            status: { $in: OPEN },
            chunk: { $exists: false },
            stopRequestedAt: { $exists: false },
            cursor: cursor ?? { $exists: false },
          },
          { $set: { status: "running", chunk }, $currentDate: { beatAt: true } },
        )
      ).modifiedCount === 1,

    /** Ends the chunk that was begun after `cursor`, and counts it, once. */
    complete: (
      id: string,
      cursor: string | undefined,
      { ids, end }: Chunk,
      { done, skipped, failed }: Progress,
    ) =>
      operations.updateOne(
        { _id: id, chunk: { $exists: true }, cursor: cursor ?? { $exists: false } },
        {
          $inc: { done, skipped, failed },
          $set: {
            cursor: end ?? ids.at(-1) ?? cursor ?? "",
            ...(end === null && { status: "done" as const, finishedAt: new Date() }),
          },
          $unset: { chunk: "", stumbles: "", ...(end === null && { eventIds: "" }) },
          $currentDate: { beatAt: true },
        },
      ),

    /** Ends it before its time; true for the one caller that did. */
    end: async (id: string, status: "stopped" | "failed", problem?: string): Promise<boolean> =>
      (
        await operations.updateOne(
          { _id: id, status: { $in: OPEN } },
          {
            $set: { status, finishedAt: new Date(), ...(problem && { problem }) },
            $unset: { chunk: "", eventIds: "" },
          },
        )
      ).modifiedCount === 1,

    /** True for the one caller that asks for it. */
    requestStop: async (workspaceId: string, id: string, now: Date): Promise<boolean> =>
      (
        await operations.updateOne(
          { _id: id, workspaceId, status: { $in: OPEN }, stopRequestedAt: { $exists: false } },
          { $set: { stopRequestedAt: now } },
        )
      ).modifiedCount === 1,

    /** Answers how often it has failed since it last got further. */
    stumble: async (id: string): Promise<number> =>
      (
        await operations.findOneAndUpdate(
          { _id: id },
          { $inc: { stumbles: 1 }, $currentDate: { beatAt: true } },
          { returnDocument: "after", projection: { stumbles: 1 } },
        )
      )?.stumbles ?? 0,

    /** Those that have ended and began before. */
    removeBefore: (cutoffId: string) =>
      operations.deleteMany({ _id: { $lt: cutoffId }, status: { $nin: OPEN } }),

    /** Those that nobody has worked on for `ms`. */
    forgotten: (ms: number) =>
      operations
        .find({ status: { $in: OPEN }, $expr: { $lt: ["$beatAt", { $subtract: ["$$NOW", ms] }] } })
        .project<Pick<BulkDoc, "_id" | "kind">>({ _id: 1, kind: 1 }),
  };
}
