import { Binary, type Collection, type Db, type UpdateFilter } from "mongodb";
import { WORK_INDEXES } from "../platform/lanes/index.ts";
import type { EventRow, LogEntry } from "./event-doc.ts";
import { FAILURE_TERM, flagTerm, typeTerm } from "./terms.ts";

export type * from "./event-doc.ts";

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
  bytes: 1,
  replayOf: 1,
  manual: 1,
  versionId: 1,
  via: 1,
  livemode: 1,
} as const;

/** A row of a list has no body, headers, log nor terms. */
export const LIST_PROJECTION = { body: 0, headers: 0, log: 0, terms: 0 } as const;
export type ListRow = Omit<EventRow, keyof typeof LIST_PROJECTION>;

const MAX_REPEATS = 20;

/** What makes a failed row claimable again, as if it had just come. */
const backToPending = (deadline: Date, log: LogEntry): UpdateFilter<EventRow> => ({
  $set: { status: "pending", attempts: 0, deadline },
  $unset: { error: "", deaths: "", settledAt: "" },
  $pull: { terms: { $regex: FAILURE_TERM } as never },
  $push: { log },
});

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
    /** Without what only its own page shows. */
    findInList: (workspaceId: string, id: string) =>
      rows.findOne<ListRow>({ _id: id, workspaceId }, { projection: LIST_PROJECTION }),
    /** Of one event, newest first. */
    replaysOf: (workspaceId: string, id: string, limit: number) =>
      rows
        .find<ListRow>({ replayOf: id, workspaceId }, { projection: LIST_PROJECTION })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray(),
    /** The event that a version of a job's document names: by the provider's id, or ours of an edited replay. */
    findByVersion: async (workspaceId: string, jobId: string, eventId: string) =>
      (await rows.findOne<ListRow>(
        { dedupeKey: `${jobId}:${eventId}`, workspaceId },
        { projection: LIST_PROJECTION },
      )) ?? rows.findOne<ListRow>({ _id: eventId, jobId, workspaceId }, { projection: LIST_PROJECTION }),

    /** Whole rows whose body is there, newest first and one after the other: they may be large. */
    newestBodies: (jobId: string, { type, ids }: { type?: string | undefined; ids?: string[] | undefined }) =>
      rows
        .find(
          {
            jobId,
            ...(ids && { _id: { $in: ids } }),
            ...(type !== undefined && { terms: typeTerm(type) }),
            body: { $exists: true },
          },
          { batchSize: 20 },
        )
        .sort({ _id: -1 }),

    newest: (jobId: string, limit: number) =>
      rows
        .find({ jobId }, { projection: LIST_PROJECTION })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray() as Promise<ListRow[]>,

    /** The stored events of some ties (RULES 17), without bodies; `tieKeys` are terms, so the index finds them. */
    ties: (jobId: string, tieKeys: string[], limit: number) =>
      rows
        .find(
          {
            jobId,
            terms: { $in: tieKeys },
            replayOf: { $exists: false },
            body: { $exists: true },
            status: { $ne: "filtered" },
          },
          { projection: { tieKey: 1, providerEventId: 1, type: 1, bytes: 1 } },
        )
        .limit(limit)
        .toArray() as Promise<Pick<EventRow, "_id" | "tieKey" | "providerEventId" | "type" | "bytes">[]>,

    bodies: (ids: string[]) => rows.find({ _id: { $in: ids } }, { projection: { body: 1 } }).toArray(),

    /**
     * Counts a repeat; `body` is what came this time. Requeues a failed event once: then it answers when the
     * event was received, so that its statistics are recounted.
     */
    async recordDuplicate(id: string, body: Buffer, now: Date): Promise<Date | undefined> {
      const row = await rows.findOne(
        { _id: id },
        { projection: { body: 1, status: 1, requeuedAt: 1, receivedAt: 1, via: 1 } },
      );
      if (!row) return undefined;
      // A log gives an event in other bytes than a webhook does.
      const conflicting = !row.via && row.body !== undefined && !bodyOf(row)?.equals(body);
      const flags = [flagTerm("duplicate"), ...(conflicting ? [flagTerm("conflict")] : [])];
      await rows.updateOne(
        { _id: id },
        {
          $inc: { duplicates: 1 },
          $push: { repeats: { $each: [now], $slice: -MAX_REPEATS } },
          $addToSet: { terms: { $each: flags } },
          ...(conflicting && { $set: { conflicting } }),
        },
      );
      if (row.status !== "failed" || row.requeuedAt) return undefined;
      const log = { at: now, action: "requeue", success: true, message: "the provider sent it again" };
      const result = await rows.updateOne(
        { _id: id, status: "failed", requeuedAt: { $exists: false } },
        {
          ...backToPending(now, log),
          $set: { status: "pending", attempts: 0, requeuedAt: now, deadline: now },
        },
      );
      return result.modifiedCount === 1 ? row.receivedAt : undefined;
    },

    /** Failed events back to pending, at most `limit`; answers those it moved. */
    async retryFailed(
      jobId: string,
      ids: readonly string[] | undefined,
      limit: number,
      now: Date,
    ): Promise<EventRow[]> {
      const found = await rows
        .find(
          { jobId, status: "failed", ...(ids && { _id: { $in: [...ids] } }) },
          { projection: LIST_PROJECTION },
        )
        .limit(limit)
        .toArray();
      if (found.length === 0) return [];
      await rows.updateMany(
        { _id: { $in: found.map((row) => row._id) }, status: "failed" },
        backToPending(now, { at: now, action: "retry", success: true, message: "retried by a person" }),
      );
      return found;
    },

    /**
     * The failed ones of `ids` back to pending, each once by one operation however often this is called;
     * answers those that were moved, now or before.
     */
    async retryInBulk(
      jobIds: readonly string[],
      ids: readonly string[],
      bulkId: string,
      deadline: Date,
      log: LogEntry,
    ): Promise<Array<Pick<EventRow, "jobId" | "lane" | "receivedAt">>> {
      const { $set, ...rest } = backToPending(deadline, log);
      await rows.updateMany(
        {
          _id: { $in: [...ids] },
          jobId: { $in: [...jobIds] },
          status: "failed",
          strippedAt: { $exists: false },
          bulkId: { $ne: bulkId },
        },
        { ...rest, $set: { ...$set, bulkId } },
      );
      return rows
        .find({ _id: { $in: [...ids] }, bulkId }, { projection: { jobId: 1, lane: 1, receivedAt: 1 } })
        .toArray();
    },

    /** Some rows, whole and one after the other: their bodies may be large. */
    each: (jobIds: readonly string[], ids: readonly string[]) =>
      rows.find({ _id: { $in: [...ids] }, jobId: { $in: [...jobIds] } }, { batchSize: 20 }),
    /** Some rows as lists show them. */
    pick: (jobIds: readonly string[], ids: readonly string[]) =>
      rows
        .find({ _id: { $in: [...ids] }, jobId: { $in: [...jobIds] } }, { projection: LIST_PROJECTION })
        .toArray() as Promise<ListRow[]>,

    countFailed: (jobId: string) => rows.countDocuments({ jobId, status: "failed" }),
  };
}

export type EventRepo = ReturnType<typeof eventRepo>;
