import { type Db, MongoBulkWriteError, MongoClient, MongoError } from "mongodb";
import { canonicalJson } from "./call.ts";
import type { Change, EngineApp, Json, Run } from "./model.ts";

const DUPLICATE_KEY = 11_000;
const DELETE_AT_ONCE = 500;

/** What is JSON to the functions is stored as text: any key and depth is then harmless to BSON. */
interface RunDoc extends Omit<Run, "event" | "createdAt"> {
  event: string;
  createdAt: Date;
  writer: string;
  output?: string;
  error?: string;
  endedAt?: Date;
}

export interface ListRuns {
  status?: Run["status"] | undefined;
  functionId?: string | undefined;
  limit: number;
}

/** True for what the database said or failed to say, false for a bug of ours. */
export const isDatabaseError = (error: unknown): boolean => error instanceof MongoError;

/** Connects with writes that survive a crash: journaled, and by majority where there is a replica set. */
export async function connectLedger(uri: string): Promise<{ db: Db; close(): Promise<void> }> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000, socketTimeoutMS: 20_000 });
  try {
    const hello = await client.db("admin").command({ hello: 1 });
    const name = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(uri)?.[1] ?? "sluice";
    const writeConcern = { w: hello.setName ? ("majority" as const) : 1, journal: true };
    return { db: client.db(name, { writeConcern, readPreference: "primary" }), close: () => client.close() };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** The engine's three collections. `writer` tells this process's writes from those of another engine. */
export function engineRepo(db: Db, writer: string) {
  const apps = db.collection<EngineApp>("engine_functions");
  const runs = db.collection<RunDoc>("engine_runs");
  const crons = db.collection<{ _id: string; lastAt: Date }>("engine_crons");

  return {
    async createIndexes(): Promise<void> {
      await runs.createIndexes([
        { key: { eventId: 1, fn: 1 }, unique: true },
        { key: { status: 1, _id: 1 } },
        { key: { fn: 1, _id: 1 } },
        { key: { endedAt: 1 }, sparse: true },
      ]);
    },

    apps: (): Promise<EngineApp[]> => apps.find().toArray(),

    /** One document an app, so that its functions change all at once. */
    async saveApp(app: EngineApp): Promise<void> {
      await apps.replaceOne({ _id: app._id }, app, { upsert: true });
    },

    /** Returns the ids of the runs that were stored; a run of the same event and function exists for the others. */
    async insertRuns(fresh: Run[]): Promise<Set<string>> {
      const stored = new Set(fresh.map((run) => run._id));
      const docs = fresh.map((run) => ({ ...toDoc(run), writer }));
      try {
        await runs.insertMany(docs, { ordered: false });
      } catch (error) {
        for (const index of duplicatesIn(error)) stored.delete(docs[index]?._id ?? "");
      }
      return stored;
    },

    async unfinishedIds(): Promise<string[]> {
      const found = await runs
        .find({ status: "active" }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .toArray();
      return found.map(({ _id }) => _id);
    },

    async unfinished(ids: string[]): Promise<Run[]> {
      const found = await runs.find({ _id: { $in: ids }, status: "active" }).toArray();
      return found.map(fromDoc);
    },

    /** Applies a change to the revision it was made from; "stale" if another engine has gone on with the run. */
    async saveChange(run: Run, change: Change): Promise<"saved" | "stale"> {
      const hashes = Object.keys(change.memo);
      const memo = Object.fromEntries(hashes.map((hash) => [`steps.${hash}`, change.memo[hash]]));
      const $set = { queue: change.queue, rev: run.rev + 1, writer, ...memo, ...endFields(change) };
      const update = hashes.length > 0 ? { $set, $push: { stack: { $each: hashes } } } : { $set };
      const { matchedCount } = await runs.updateOne({ _id: run._id, rev: run.rev }, update);
      if (matchedCount === 1) return "saved";
      // A write whose answer was lost is tried again and finds its own revision.
      const current = await runs.findOne({ _id: run._id }, { projection: { rev: 1, writer: 1 } });
      return current?.rev === run.rev + 1 && current.writer === writer ? "saved" : "stale";
    },

    async listRuns({ status, functionId, limit }: ListRuns) {
      const filter = { ...(status && { status }), ...(functionId && { fn: functionId }) };
      const found = await runs.find(filter).sort({ _id: -1 }).limit(limit).toArray();
      return found.map(
        ({ _id, fn, eventId, event, status, queue, stack, output, error, createdAt, endedAt }) => ({
          id: _id,
          functionId: fn,
          status,
          eventId,
          event: JSON.parse(event) as Json,
          waitingFor: queue,
          completedSteps: stack.length,
          createdAt,
          endedAt: endedAt ?? null,
          output: output === undefined ? null : (JSON.parse(output) as Json),
          error: error === undefined ? null : (JSON.parse(error) as Json),
        }),
      );
    },

    /** Deletes one portion of the runs that ended before; returns how many. */
    async deleteEnded(before: Date): Promise<number> {
      const ended = await runs
        .find({ endedAt: { $lt: before } }, { projection: { _id: 1 } })
        .limit(DELETE_AT_ONCE)
        .toArray();
      if (ended.length === 0) return 0;
      return (await runs.deleteMany({ _id: { $in: ended.map(({ _id }) => _id) } })).deletedCount;
    },

    /** When a schedule last fired; a schedule seen for the first time counts from now. */
    async cronLastAt(id: string, now: Date): Promise<Date> {
      const cron = await crons.findOneAndUpdate(
        { _id: id },
        { $setOnInsert: { lastAt: now } },
        { upsert: true, returnDocument: "after" },
      );
      return cron?.lastAt ?? now;
    },

    async saveCronLastAt(id: string, lastAt: Date): Promise<void> {
      await crons.updateOne({ _id: id }, { $set: { lastAt } });
    },

    async deleteOtherCrons(ids: string[]): Promise<void> {
      await crons.deleteMany({ _id: { $nin: ids } });
    },
  };
}

export type EngineRepo = ReturnType<typeof engineRepo>;

/** Which of the inserted documents exist already, if that is all that went wrong; throws the error otherwise. */
function duplicatesIn(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const failures = [error.writeErrors].flat();
  const areDuplicates = failures.length > 0 && failures.every(({ code }) => code === DUPLICATE_KEY);
  if (!areDuplicates || error.result.getWriteConcernError()) throw error;
  return failures.map(({ index }) => index);
}

function endFields({ end }: Change) {
  if (!end) return {};
  const endedAt = new Date();
  return end.status === "completed"
    ? { status: end.status, output: canonicalJson(end.output), endedAt }
    : { status: end.status, error: JSON.stringify(end.error), endedAt };
}

function toDoc(run: Run): Omit<RunDoc, "writer"> {
  return { ...run, event: canonicalJson(run.event as unknown as Json), createdAt: new Date(run.createdAt) };
}

function fromDoc(doc: RunDoc): Run {
  return { ...doc, event: JSON.parse(doc.event), createdAt: doc.createdAt.getTime() };
}
