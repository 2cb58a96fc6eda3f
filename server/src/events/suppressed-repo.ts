import type { Db } from "mongodb";

/** An object whose later events are set aside. `_id` is `<scope>:<object id>`. */
interface SuppressedDoc {
  _id: string;
  /** A workspace's or a job's id. */
  scope: string;
  /** Those that want it so: it is one as long as any does. */
  erasureIds: string[];
}

const wanted = { "erasureIds.0": { $exists: true } };
const idOf = (scope: string, objectId: string) => `${scope}:${objectId}`;

export const ensureSuppressedIndexes = (db: Db) =>
  db.collection("suppressed_objects").createIndexes([
    { key: { scope: 1 }, name: "scope" },
    { key: { erasureIds: 1 }, name: "erasures" },
  ]);

/** Objects that were erased and shall not come back. A scope is a workspace or one job. */
export function suppressedRepo(db: Db) {
  const suppressed = db.collection<SuppressedDoc>("suppressed_objects");
  return {
    add: (scope: string, objectIds: readonly string[], erasureId: string) =>
      suppressed.bulkWrite(
        objectIds.map((objectId) => ({
          updateOne: {
            filter: { _id: idOf(scope, objectId) },
            update: { $set: { scope }, $addToSet: { erasureIds: erasureId } },
            upsert: true,
          },
        })),
        { ordered: false },
      ),
    async remove(erasureId: string): Promise<void> {
      await suppressed.updateMany({ erasureIds: erasureId }, { $pull: { erasureIds: erasureId } });
      await suppressed.deleteMany({ erasureIds: [] });
    },
    /** Whether there is any: most jobs never have one, and need not ask for each event. */
    any: async (scopes: string[]): Promise<boolean> =>
      (await suppressed.findOne({ scope: { $in: scopes }, ...wanted }, { projection: { _id: 1 } })) !== null,
    has: async (scopes: string[], objectId: string): Promise<boolean> =>
      (await suppressed.findOne(
        { _id: { $in: scopes.map((scope) => idOf(scope, objectId)) }, ...wanted },
        { projection: { _id: 1 } },
      )) !== null,
  };
}
