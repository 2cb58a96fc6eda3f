import { BSON, type Db } from "mongodb";
import { reading, type Stored } from "./bulk.ts";
import { metadataOf } from "./look-up.ts";
import { TOMBSTONES, type Tombstone, tombstoneId } from "./tombstones.ts";
import { parseVersion } from "./version.ts";

/** What a destination holds of an object. */
export interface Held {
  readonly id: string;
  /** As stored, without `_id` and `_sync_metadata`. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Microseconds of its version; undefined where this product did not write it. */
  readonly at: number | undefined;
  readonly version: string;
  readonly eventId: string;
  readonly source: string;
  /** Whose object it is and of which mode, where its event said so. */
  readonly account: string | undefined;
  readonly livemode: boolean | undefined;
  /** Kept after a soft delete. */
  readonly isDeleted: boolean;
  readonly syncedAt: Date | undefined;
}

/** The trace of a hard delete. */
export interface Buried {
  readonly version: string;
  readonly eventId: string;
  readonly deletedAt: Date;
}

/** @throws LaneError when the destination cannot be read. */
export async function readHeld(
  db: Db,
  collection: string,
  ids: readonly string[],
): Promise<Map<string, Held>> {
  if (ids.length === 0) return new Map();
  const cursor = db
    .collection<Stored>(collection)
    .find({ _id: { $in: [...ids] } }, { batchSize: ids.length + 1 });
  return new Map((await reading(cursor.toArray())).map((document) => [document._id, heldOf(document)]));
}

/** @throws LaneError when the destination cannot be read. */
export async function readBuried(
  db: Db,
  collection: string,
  ids: readonly string[],
): Promise<Map<string, Buried>> {
  if (ids.length === 0) return new Map();
  const wanted = ids.map((id) => tombstoneId({ collection, id }));
  const cursor = db.collection<Tombstone>(TOMBSTONES).find({ _id: { $in: wanted } });
  return new Map(
    (await reading(cursor.toArray())).map(({ _id, version, eventId, deletedAt }) => [
      _id.slice(collection.length + 1),
      { version, eventId, deletedAt },
    ]),
  );
}

/**
 * The documents that some jobs wrote to a collection, without their fields, in the order of their ids, from the one
 * after `after`. Those of connected accounts are left out, but for `account`'s.
 * @throws LaneError when the destination cannot be read.
 */
export async function walkHeld(
  db: Db,
  collection: string,
  walk: { jobIds: readonly string[]; account: string | undefined; after: string; limit: number },
): Promise<Held[]> {
  const { jobIds, account, after, limit } = walk;
  const whose = { $in: account ? [null, account] : [null] };
  const cursor = db
    .collection<Stored>(collection)
    .find({
      _id: { $gt: after },
      "_sync_metadata.jobId": { $in: [...jobIds] },
      "_sync_metadata.account": whose,
    })
    .project<Stored>({ _sync_metadata: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .batchSize(limit + 1);
  return (await reading(cursor.toArray())).map(heldOf);
}

/** Collections of the prefix that hold something, with about how many documents. */
export async function heldCollections(db: Db, prefix: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const collections = await reading(db.listCollections({}, { nameOnly: true }).toArray());
  for (const { name } of collections) {
    if (!name.startsWith(prefix) || /^(system\.|_sluice_)/.test(name)) continue;
    found.set(name, await reading(db.collection(name).estimatedDocumentCount()));
  }
  return found;
}

/** Fields as they come back once they were written: what has no place in BSON is gone or another. */
export function asHeld(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { _id, _sync_metadata, ...rest } = BSON.deserialize(
    BSON.serialize(fields, { ignoreUndefined: true }),
  );
  return rest;
}

function heldOf(document: Stored): Held {
  const { _id, _sync_metadata, ...fields } = document;
  const { version, eventId, source, account, livemode, deleted, syncedAt } = metadataOf(document);
  const prefix = parseVersion(version)?.prefix;
  return {
    id: _id,
    fields,
    at: prefix === undefined ? undefined : Number(prefix.slice(0, 16)),
    version: typeof version === "string" ? version : "",
    eventId: typeof eventId === "string" ? eventId : "",
    source: typeof source === "string" ? source : "",
    account: typeof account === "string" ? account : undefined,
    livemode: typeof livemode === "boolean" ? livemode : undefined,
    isDeleted: deleted === true,
    syncedAt: syncedAt instanceof Date ? syncedAt : undefined,
  };
}
