import type { AnyBulkWriteOperation, Db } from "mongodb";
import { reading, type Stored, writeBulk } from "./bulk.ts";
import { TOMBSTONES } from "./tombstones.ts";
import { formatVersion, versionPrefix } from "./version.ts";

/** Above every version there can be: what has it stays deleted. */
const ETERNAL = "9".repeat(18);
const RANK = 99;
const ALL_KNOWN = 36 * 36 - 1;

export interface EraseOptions {
  /** The job's: which collections of the destination are its own. */
  readonly prefix: string;
  readonly ids: readonly string[];
  /** With the prefix; where these objects are known to belong, besides where they are found. */
  readonly collections: readonly string[];
  /** Elsewhere only documents that one of these jobs wrote last. */
  readonly jobIds: readonly string[];
  readonly erasureId: string;
  /** No later event brings them back. */
  readonly forGood: boolean;
  readonly now: Date;
}

/**
 * Deletes the documents of some objects. The tombstone first, so that whatever is being written meanwhile is
 * buried too.
 * @returns how many documents there were.
 * @throws LaneError when the destination cannot be used.
 */
export async function eraseDocuments(db: Db, options: EraseOptions): Promise<number> {
  const found = await findDocuments(db, options);
  const targets = new Set(found);
  for (const collection of options.collections)
    for (const id of options.ids) targets.add(`${collection}:${id}`);
  await writeTombstones(db, [...targets], options);
  // Not what is newer than the tombstone, nor what somebody else has put there.
  const version = { $exists: true, $lte: tombstoneVersion(options) };
  let deleted = 0;
  for (const [collection, own] of Map.groupBy(targets, nameIn)) {
    const operations = own.map((target) => ({
      deleteOne: {
        filter: { _id: target.slice(collection.length + 1), "_sync_metadata.version": version },
      },
    }));
    deleted += await writeAll(db, collection, operations);
  }
  return deleted;
}

/** Takes later events of erased objects in again: those from now on. */
export async function liftTombstones(
  db: Db,
  { prefix, ids, collections, erasureId, now }: Omit<EraseOptions, "jobIds" | "forGood">,
): Promise<void> {
  const names = new Set([...(await collectionsOf(db, prefix)), ...collections]);
  const version = versionAt(now, erasureId);
  const operations = [...names].map((name) => ({
    updateMany: {
      filter: {
        _id: { $in: ids.map((id) => `${name}:${id}`) },
        eventId: erasureId,
        version: { $gte: ETERNAL },
      },
      update: { $set: { version } },
    },
  }));
  await writeAll(db, TOMBSTONES, operations);
}

async function collectionsOf(db: Db, prefix: string): Promise<string[]> {
  const collections = await reading(db.listCollections({}, { nameOnly: true }).toArray());
  return collections
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix) && !/^(system\.|_sluice_)/.test(name));
}

/** `<collection>:<id>` of what is there. */
export async function findDocuments(
  db: Db,
  { prefix, ids, jobIds }: Pick<EraseOptions, "prefix" | "ids" | "jobIds">,
): Promise<string[]> {
  const found: string[] = [];
  for (const name of await collectionsOf(db, prefix)) {
    const filter = { _id: { $in: [...ids] }, "_sync_metadata.jobId": { $in: [...jobIds] } };
    const documents = db.collection<Stored>(name).find(filter, { projection: { _id: 1 } });
    for (const { _id } of await reading(documents.toArray())) found.push(`${name}:${_id}`);
  }
  return found;
}

async function writeTombstones(db: Db, targets: readonly string[], options: EraseOptions): Promise<void> {
  const { erasureId, now } = options;
  const version = tombstoneVersion(options);
  const operations = targets.map((_id) => {
    const tombstone = { _id, version, eventId: erasureId, deletedAt: now };
    const keepNewer = { $cond: [{ $gte: ["$version", version] }, "$$ROOT", { $literal: tombstone }] };
    return { updateOne: { filter: { _id }, update: [{ $replaceWith: keepNewer }], upsert: true } };
  });
  await writeAll(db, TOMBSTONES, operations);
}

const tombstoneVersion = ({ erasureId, now, forGood }: EraseOptions) =>
  forGood ? formatVersion(ETERNAL, ALL_KNOWN, erasureId) : versionAt(now, erasureId);

const versionAt = (now: Date, erasureId: string) =>
  formatVersion(versionPrefix(now.getTime() * 1_000, RANK), ALL_KNOWN, erasureId);

const nameIn = (target: string) => target.slice(0, target.indexOf(":"));

/** How many documents changed; one that cannot be written fails all. */
async function writeAll(
  db: Db,
  collection: string,
  operations: AnyBulkWriteOperation<Stored>[],
): Promise<number> {
  if (operations.length === 0) return 0;
  const { changed, failures } = await writeBulk(db, db.collection<Stored>(collection), operations);
  for (const { message } of failures.values()) throw new Error(message);
  return changed;
}
