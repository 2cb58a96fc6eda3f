import { type Db, type Document, type Filter, MongoBulkWriteError } from "mongodb";
import { COLLECTIONS, isLeftBehind } from "./collections.ts";
import type { FileDocument } from "./file.ts";

const BATCH = 200;
const DUPLICATE_KEY = 11000;
const SYNC_LANE = "sync:";

interface IdDoc extends Document {
  _id: string;
}

/** What a ledger holds, in the order in which it is written: what refers to others first. */
export async function* eachDocument(db: Db, workspaceId: string | undefined): AsyncGenerator<FileDocument> {
  const present = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const known = Object.keys(COLLECTIONS).filter((name) => present.includes(name));
  const others = present.filter((name) => !COLLECTIONS[name] && !isLeftBehind(name)).sort();
  const filtersOf = workspaceId === undefined ? () => [{}] : await workspaceFilters(db, workspaceId);
  for (const name of [...known, ...others])
    for (const filter of filtersOf(name))
      for await (const document of db.collection<IdDoc>(name).find(filter).batchSize(BATCH))
        yield { in: name, document };
}

/** How one workspace's documents are found in each collection, job by job where there may be many. */
async function workspaceFilters(db: Db, workspaceId: string) {
  const jobs = await db
    .collection<IdDoc>("sync_jobs")
    .find({ workspaceId }, { projection: { _id: 1 } })
    .toArray();
  const jobIds = jobs.map((job) => job._id);
  const workspace = await db.collection<IdDoc>("workspaces").findOne({ _id: workspaceId });
  const people = ((workspace?.members ?? []) as Array<{ userId: string }>).map(({ userId }) => userId);
  return (name: string): Filter<IdDoc>[] => {
    switch (COLLECTIONS[name]?.scope) {
      case "jobId":
        return jobIds.map((jobId) => ({ jobId }));
      case "lane":
        return [{ _id: { $in: jobIds.map((id) => SYNC_LANE + id) } }];
      case "workspace":
        return [{ _id: workspaceId }];
      case "scope":
        return [{ scope: { $in: [workspaceId, ...jobIds] } }];
      case "person":
        return [{ _id: { $in: people } }];
      case "userId":
        return [{ userId: { $in: people } }];
      default:
        return [{ workspaceId }];
    }
  };
}

export interface Inserted {
  /** Stored now. */
  stored: number;
  /** Was there already, with this id. */
  known: number;
  /** Left out: another document has what must be unique. `<collection> <id>`. */
  conflicting: string[];
}

/** Adds documents that are not there. What is there stays as it is, unless `replace` says otherwise. */
export async function insertMissing(
  db: Db,
  name: string,
  documents: Document[],
  replace: boolean,
): Promise<Inserted> {
  const collection = db.collection(name);
  const result: Inserted = { stored: 0, known: 0, conflicting: [] };
  const operations = documents.map((document) =>
    replace
      ? { replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true } }
      : { insertOne: { document } },
  );
  let failed: Array<{ code: number; index: number; errmsg?: string | undefined }> = [];
  try {
    await collection.bulkWrite(operations, { ordered: false });
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    failed = [error.writeErrors].flat();
    const bad = failed.find(({ code }) => code !== DUPLICATE_KEY);
    if (bad || failed.length === 0 || error.result.getWriteConcernError()) throw error;
  }
  result.stored = documents.length - failed.length;
  if (failed.length === 0) return result;
  const ids = failed.map(({ index }) => documents[index]?._id);
  const there = await collection.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
  const known = new Set(there.map(({ _id }) => String(_id)));
  for (const id of ids)
    if (known.has(String(id))) result.known += 1;
    else result.conflicting.push(`${name} ${String(id)}`);
  return result;
}

/** Nobody has used this ledger yet. */
export async function isEmptyLedger(db: Db): Promise<boolean> {
  for (const name of ["sync_jobs", "webhook_events", "users"])
    if (await db.collection(name).findOne({}, { projection: { _id: 1 } })) return false;
  return true;
}
