import type { EventOutcome } from "@sluice/shared/events";
import { Binary, type Collection, type Db, type Filter } from "mongodb";
import { WORK_INDEXES, type WorkRow } from "../platform/lanes/index.ts";

/** One received webhook (or a replay of one): the row of the ledger that everything else refers to. */
export interface EventRow extends WorkRow {
  workspaceId: string;
  jobId: string;
  type: string;
  providerEventId: string;
  /** `<job>:<provider event id>`; absent on replays, so that the unique index does not see them (RULES 19). */
  dedupeKey?: string;
  eventAt: Date;
  objectId?: string;
  tieKey?: string;
  /** Exact search terms; the first is `type:<type>`. */
  terms: string[];
  livemode?: boolean;
  account?: string;
  priority: number;
  /** Exactly the bytes received; absent once retention has stripped them. */
  body?: Binary;
  bytes: number;
  headers?: Record<string, string>;
  ip?: string;
  outcome?: EventOutcome;
  /** Why it was filtered or ignored, or which event superseded it. */
  reason?: string;
  ambiguous?: boolean;
  settledAt?: Date;
  executionId?: string;
  error?: { code: string; message: string };
  duplicates?: number;
  conflicting?: boolean;
  /** Set when a duplicate has requeued a failed event; it does so once (RULES 4). */
  requeuedAt?: Date;
  replayOf?: string;
  replayDepth?: number;
  /** An edited replay, or a replay of one. */
  manual?: boolean;
  /** The edited replay's own id, which takes the provider event id's place in the version. */
  versionId?: string;
  log?: Array<{ at: Date; action: string; success: boolean; message?: string; executionId?: string }>;
  strippedAt?: Date;
  /** Retention passed over it while it was not settled; it comes back to it. */
  held?: boolean;
}

/** Bytes as the ledger keeps them. */
export const storedBytes = (bytes: Buffer): Binary => new Binary(bytes);
/** The bytes of a row as they were received; undefined once retention has stripped them. */
export const bodyOf = (row: { body?: Binary }): Buffer | undefined =>
  row.body && Buffer.from(row.body.buffer);

const RARE = ["failed", "waiting", "filtered"] as const;

export const eventRows = (db: Db): Collection<EventRow> => db.collection<EventRow>("webhook_events");

export async function ensureEventIndexes(db: Db): Promise<void> {
  await eventRows(db).createIndexes([
    ...WORK_INDEXES.map((index) => ({ ...index })),
    {
      key: { dedupeKey: 1 },
      name: "dedupe",
      unique: true,
      partialFilterExpression: { dedupeKey: { $exists: true } },
    },
    { key: { jobId: 1, _id: -1 }, name: "newest" },
    {
      key: { jobId: 1, status: 1, _id: -1 },
      name: "rare",
      partialFilterExpression: { status: { $in: [...RARE] } },
    },
    { key: { jobId: 1, terms: 1, _id: -1 }, name: "terms" },
    {
      key: { jobId: 1, status: 1, _id: 1 },
      name: "held",
      partialFilterExpression: { held: true },
    },
    {
      key: { replayOf: 1, _id: -1 },
      name: "replays",
      partialFilterExpression: { replayOf: { $exists: true } },
    },
  ]);
}

/** What a drain reads of a row. */
export const WORK_PROJECTION = {
  lane: 1,
  status: 1,
  receivedAt: 1,
  deadline: 1,
  attempts: 1,
  deaths: 1,
  lastDeath: 1,
  workspaceId: 1,
  jobId: 1,
  type: 1,
  providerEventId: 1,
  eventAt: 1,
  objectId: 1,
  tieKey: 1,
  body: 1,
  replayOf: 1,
  manual: 1,
  versionId: 1,
  livemode: 1,
} as const;

const LIST_PROJECTION = { body: 0, headers: 0, log: 0, terms: 0 } as const;

export interface EventFilter {
  readonly workspaceId: string;
  readonly jobIds: readonly string[];
  readonly status?: EventRow["status"] | undefined;
  readonly type?: string | undefined;
  readonly q?: string | undefined;
  readonly fromId?: string | undefined;
  readonly toId?: string | undefined;
}

function where(given: EventFilter): Filter<EventRow> {
  const ids = { ...(given.fromId && { $gte: given.fromId }), ...(given.toId && { $lt: given.toId }) };
  const terms: unknown[] = [];
  if (given.q) terms.push({ terms: { $elemMatch: { $gte: given.q, $lt: `${given.q}\uffff` } } });
  if (given.type) terms.push({ terms: `type:${given.type}` });
  return {
    jobId: given.jobIds.length === 1 ? given.jobIds[0] : { $in: given.jobIds },
    workspaceId: given.workspaceId,
    ...(given.status && { status: given.status }),
    // Open rows are few beside all others: with their lanes the claim index finds them.
    ...(given.status === "pending" && { lane: { $in: given.jobIds.map((id) => `sync:${id}`) } }),
    ...(Object.keys(ids).length > 0 && { _id: ids }),
    ...(terms.length > 0 && { $and: terms }),
  } as Filter<EventRow>;
}

export function eventRepo(db: Db) {
  const rows = eventRows(db);
  return {
    rows,
    /**
     * One journaled insert; answers the rows that were not stored, by their place. The bare command, because
     * the driver's insertMany serializes every document twice.
     */
    async insert(
      docs: readonly EventRow[],
    ): Promise<Array<{ index: number; code: number; message: string }>> {
      const answer = await db.command({
        insert: rows.collectionName,
        documents: docs,
        ordered: false,
        writeConcern: { w: db.writeConcern?.w, j: db.writeConcern?.journal },
      });
      if (answer.writeConcernError)
        throw new Error(`The store did not confirm: ${answer.writeConcernError.errmsg}`);
      const failed: Array<{ index: number; code: number; errmsg: string }> = answer.writeErrors ?? [];
      return failed.map(({ index, code, errmsg }) => ({ index, code, message: errmsg }));
    },
    findByDedupeKeys: (keys: string[]) =>
      rows.find({ dedupeKey: { $in: keys } }, { projection: { dedupeKey: 1 } }).toArray(),
    find: (workspaceId: string, id: string) => rows.findOne({ _id: id, workspaceId }),

    /** Newest first; one more than `limit` to tell whether there is a next page. */
    list: (given: EventFilter, limit: number) =>
      rows
        .find(where(given), { projection: LIST_PROJECTION })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .toArray(),

    /** The stored events of some ties (RULES 17); `tieKeys` are terms, so the index finds them. */
    ties: (jobId: string, tieKeys: string[]) =>
      rows
        .find(
          {
            jobId,
            terms: { $in: tieKeys },
            replayOf: { $exists: false },
            body: { $exists: true },
            status: { $ne: "filtered" },
          },
          { projection: { body: 1, tieKey: 1, providerEventId: 1 } },
        )
        .toArray(),

    /** Counts a repeat; `body` is what came this time. Requeues a failed event once; true when it did. */
    async recordDuplicate(id: string, body: Buffer, now: Date): Promise<boolean> {
      const row = await rows.findOne({ _id: id }, { projection: { body: 1, status: 1, requeuedAt: 1 } });
      if (!row) return false;
      const conflicting = row.body !== undefined && !bodyOf(row)?.equals(body);
      await rows.updateOne(
        { _id: id },
        { $inc: { duplicates: 1 }, ...(conflicting && { $set: { conflicting } }) },
      );
      if (row.status !== "failed" || row.requeuedAt) return false;
      const result = await rows.updateOne(
        { _id: id, status: "failed", requeuedAt: { $exists: false } },
        {
          $set: { status: "pending", attempts: 0, requeuedAt: now, deadline: now },
          $unset: { error: "", deaths: "", settledAt: "" },
          $push: {
            log: { at: now, action: "requeue", success: true, message: "the provider sent it again" },
          },
        },
      );
      return result.modifiedCount === 1;
    },

    /** Failed events back to pending, at most `limit`; answers those it moved. */
    async retryFailed(
      jobId: string,
      ids: readonly string[] | undefined,
      limit: number,
      now: Date,
      before = now,
    ): Promise<EventRow[]> {
      const found = await rows
        .find(
          { jobId, status: "failed", settledAt: { $lte: before }, ...(ids && { _id: { $in: [...ids] } }) },
          { projection: LIST_PROJECTION },
        )
        .limit(limit)
        .toArray();
      if (found.length === 0) return [];
      await rows.updateMany(
        { _id: { $in: found.map((row) => row._id) }, status: "failed" },
        {
          $set: { status: "pending", attempts: 0, deadline: now },
          $unset: { error: "", deaths: "", settledAt: "" },
          $push: { log: { at: now, action: "retry", success: true, message: "retried by a person" } },
        },
      );
      return found;
    },

    countFailed: (jobId: string) => rows.countDocuments({ jobId, status: "failed" }),
  };
}

export type EventRepo = ReturnType<typeof eventRepo>;
