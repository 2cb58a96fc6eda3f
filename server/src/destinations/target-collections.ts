import type { TargetCollection } from "@sluice/shared/destinations";
import type { Db } from "mongodb";

const MOST = 100;
const PATIENCE_MS = 500;

/** Those of `names` that exist in the database, with what may stand in the way of writing them. */
export async function lookAt(db: Db, names: readonly string[]): Promise<TargetCollection[]> {
  const known = await db
    .listCollections({ name: { $in: [...names] } }, { nameOnly: true, authorizedCollections: true })
    .toArray();
  const found: TargetCollection[] = [];
  for (const { name } of known.slice(0, MOST)) {
    const collection = db.collection(name);
    const indexes = await collection.indexes();
    found.push({
      name,
      documents: await collection.estimatedDocumentCount(),
      uniqueIndexes: indexes
        .filter((index) => index.unique && index.name !== "_id_")
        .map((index) => ({ name: index.name ?? "", fields: Object.keys(index.key) })),
      foreign: await collection
        .findOne({ _sync_metadata: { $exists: false } }, { projection: { _id: 1 }, maxTimeMS: PATIENCE_MS })
        .then((document) => document !== null)
        .catch(() => null),
    });
  }
  return found;
}
