import type { Db } from "mongodb";

/** Beyond this many types of one job, further ones are found by their whole name only. */
const MOST = 1_000;
const MAX_SEEN = 50_000;

interface TypeDoc {
  /** `<job> <type>` */
  _id: string;
  jobId: string;
  type: string;
}

export const ensureEventTypeIndexes = (db: Db) =>
  db.collection("event_types").createIndexes([{ key: { jobId: 1, type: 1 }, name: "job" }]);

/** Which event types each job has seen, so that a pattern can be resolved without reading events. */
export function eventTypes(db: Db) {
  const types = db.collection<TypeDoc>("event_types");
  const seen = new Set<string>();
  return {
    /** Call with every stored row; only what this process sees for the first time is written. */
    async note(rows: Iterable<{ jobId: string; type: string }>): Promise<void> {
      const fresh = new Map<string, TypeDoc>();
      for (const { jobId, type } of rows) {
        const _id = `${jobId} ${type}`;
        if (!seen.has(_id)) fresh.set(_id, { _id, jobId, type });
      }
      if (fresh.size === 0) return;
      if (seen.size > MAX_SEEN) seen.clear();
      await types.bulkWrite(
        [...fresh.values()].map((doc) => ({
          updateOne: { filter: { _id: doc._id }, update: { $setOnInsert: doc }, upsert: true },
        })),
        { ordered: false },
      );
      for (const id of fresh.keys()) seen.add(id);
    },
    /** The types of these jobs, in alphabetical order. */
    async of(jobIds: readonly string[]): Promise<string[]> {
      const found = await types
        .find({ jobId: { $in: [...jobIds] } }, { projection: { type: 1 } })
        .limit(MOST * Math.min(jobIds.length, 20))
        .toArray();
      return [...new Set(found.map(({ type }) => type))].sort();
    },
    removeJob: (jobId: string) => types.deleteMany({ jobId }),
  };
}

export type EventTypes = ReturnType<typeof eventTypes>;
