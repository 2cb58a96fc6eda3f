import type { Erasure } from "@sluice/shared/erasures";
import type { Db } from "mongodb";

/** In this order, and all of them twice: what was on its way during the first pass is found by the second. */
export const PHASES = ["events", "rejected", "findings", "destination"] as const;

export interface ErasureDoc {
  _id: string;
  workspaceId: string;
  jobId?: string;
  objectIds: string[];
  keepDestination: boolean;
  suppress: boolean;
  state: "requested" | "running" | "lifting" | "done";
  pass: 1 | 2;
  phase: (typeof PHASES)[number];
  /** The job at which the phase goes on. */
  fromJob: string;
  /** `<job> <collection>`: where these objects belong. */
  collections: string[];
  counts: { events: number; rejected: number; documents: number };
  problem?: string;
  requestedBy: Erasure["requestedBy"];
  requestedAt: Date;
  finishedAt?: Date;
  liftedAt?: Date;
  /** When it was last worked on, by the database's clock. */
  beatAt: Date;
}

export const ensureErasureIndexes = (db: Db) =>
  db.collection("erasures").createIndexes([
    { key: { workspaceId: 1, _id: -1 }, name: "newest" },
    {
      key: { beatAt: 1 },
      name: "unfinished",
      partialFilterExpression: { state: { $in: ["requested", "running", "lifting"] } },
    },
  ]);

export function erasureRepo(db: Db) {
  const erasures = db.collection<ErasureDoc>("erasures");
  const unfinished: ErasureDoc["state"][] = ["requested", "running", "lifting"];
  return {
    insert: (doc: ErasureDoc) => erasures.insertOne(doc),
    find: (workspaceId: string, id: string) => erasures.findOne({ _id: id, workspaceId }),
    /** For the function, which is given the id by the ledger itself. */
    findById: (id: string) => erasures.findOne({ _id: id }),
    list: (workspaceId: string, beforeId: string | undefined, limit: number) =>
      erasures
        .find({ workspaceId, ...(beforeId && { _id: { $lt: beforeId } }) })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .toArray(),

    /** Where it got to, and what was done since the last time. */
    async advance(
      id: string,
      set: Partial<Pick<ErasureDoc, "state" | "pass" | "phase" | "fromJob" | "problem" | "finishedAt">>,
      done: Partial<ErasureDoc["counts"]> = {},
    ): Promise<void> {
      const counts = Object.fromEntries(Object.entries(done).map(([name, n]) => [`counts.${name}`, n]));
      await erasures.updateOne(
        { _id: id },
        {
          $set: set,
          $currentDate: { beatAt: true },
          ...(Object.keys(counts).length > 0 && { $inc: counts }),
          ...(!set.problem && { $unset: { problem: "" } }),
        },
      );
    },
    addCollections: (id: string, collections: string[]) =>
      erasures.updateOne({ _id: id }, { $addToSet: { collections: { $each: collections } } }),
    /** True for the one caller that lifts it. */
    lift: async (workspaceId: string, id: string, now: Date): Promise<boolean> =>
      (
        await erasures.updateOne(
          { _id: id, workspaceId, state: "done", suppress: true, liftedAt: { $exists: false } },
          { $set: { state: "lifting", liftedAt: now, fromJob: "" }, $currentDate: { beatAt: true } },
        )
      ).modifiedCount === 1,
    /** Those that nobody has worked on for `ms`. */
    forgotten: (ms: number) =>
      erasures
        .find({
          state: { $in: unfinished },
          $expr: { $lt: ["$beatAt", { $subtract: ["$$NOW", ms] }] },
        })
        .project<{ _id: string }>({ _id: 1 }),
  };
}
