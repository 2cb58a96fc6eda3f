import type { AnyBulkWriteOperation, Db } from "mongodb";
import { reading, type Stored, writeBulk } from "./bulk.ts";
import type { ApplyOptions } from "./change.ts";
import { allDone } from "./guarded-write.ts";
import { greatest, type Target, type Verdict } from "./plan.ts";
import { formatVersion, parseVersion } from "./version.ts";

/** Beside the documents, in the destination: what was deleted, and when (RULES 18). */
export const TOMBSTONES = "_sluice_tombstones";

export interface Tombstone extends Stored {
  readonly version: string;
  readonly eventId: string;
  readonly deletedAt: Date;
}

export const tombstoneId = (target: Pick<Target, "collection" | "id">) => `${target.collection}:${target.id}`;

/**
 * Hard deletes: the tombstone first, if it is newer, then the document, if it is not. In this order an
 * overlapping upsert either sees the tombstone or is seen by the delete.
 */
export async function deleteHard(db: Db, targets: readonly Target[], options: ApplyOptions): Promise<void> {
  if (targets.length === 0) return;
  const deletes = targets.map((target) => {
    const { change } = greatest(target.heads);
    const version = formatVersion(target.prefix, 1, change.eventId, change.revision);
    return { target, version, eventId: change.eventId };
  });
  const operations = deletes.map(({ target, version, eventId }): AnyBulkWriteOperation<Stored> => {
    const tombstone = { _id: tombstoneId(target), version, eventId, deletedAt: options.now };
    const keepNewer = { $cond: [{ $gte: ["$version", target.prefix] }, "$$ROOT", { $literal: tombstone }] };
    return {
      updateOne: { filter: { _id: tombstone._id }, update: [{ $replaceWith: keepNewer }], upsert: true },
    };
  });
  const { changed, failures } = await writeBulk(db, db.collection<Stored>(TOMBSTONES), operations);
  for (const [index, error] of failures) {
    const { target, eventId } = deletes[index]!;
    target.verdict = { kind: "failed", eventId, error };
  }
  options.faults.at("sync:inside-tombstone");

  const kept = deletes.filter(({ target }) => target.verdict === undefined);
  for (const { target, version, eventId } of kept) {
    target.verdict = { kind: "stored", version, by: eventId, fresh: true, ambiguous: false };
  }
  if (changed < kept.length) await adoptTombstones(db, kept, options.now);
  await deleteDocuments(db, kept);
}

async function adoptTombstones(db: Db, deletes: readonly Delete[], now: Date): Promise<void> {
  const tombstones = await readTombstones(db, deletes);
  for (const { target, version } of deletes) {
    const found = tombstones.get(tombstoneId(target));
    if (!found) continue;
    const fresh = found.version === version && found.deletedAt.getTime() === now.getTime();
    target.verdict = { kind: "stored", version: found.version, by: found.eventId, fresh, ambiguous: false };
  }
}

interface Delete {
  readonly target: Target;
  readonly version: string;
}

/** Deletes what is not newer than `version`; a document that is newer decides the target's verdict. */
async function deleteDocuments(db: Db, deletes: readonly Delete[]): Promise<void> {
  const collections = Map.groupBy(deletes, ({ target }) => target.collection);
  const work = [...collections].map(async ([name, own]) => {
    const collection = db.collection<Stored>(name);
    const operations = own.map(({ target, version }): AnyBulkWriteOperation<Stored> => {
      const filter = { _id: target.id, "_sync_metadata.version": { $not: { $gt: version } } };
      return { deleteOne: { filter } };
    });
    const { changed, failures } = await writeBulk(db, collection, operations);
    for (const [index, error] of failures) {
      const { target } = own[index]!;
      target.verdict = { kind: "failed", eventId: greatest(target.heads).change.eventId, error };
    }
    if (changed >= own.length) return;
    const ids = own.map(({ target }) => target.id);
    const projection = { "_sync_metadata.version": 1, "_sync_metadata.ambiguous": 1 };
    const left = await reading(collection.find({ _id: { $in: ids } }, { projection }).toArray());
    const byId = new Map(left.map((document) => [document._id, document]));
    for (const { target } of own) target.verdict = survivor(byId.get(target.id)) ?? target.verdict!;
  });
  await allDone(work);
}

export function survivor(document: Stored | undefined): Verdict | undefined {
  const metadata = (document?._sync_metadata ?? {}) as Readonly<Record<string, unknown>>;
  const version = parseVersion(metadata.version);
  if (!version) return undefined;
  const ambiguous = metadata.ambiguous === true;
  return { kind: "stored", version: String(metadata.version), by: version.eventId, fresh: false, ambiguous };
}

/**
 * After every upsert: one read of the tombstones of all its ids, and a guarded delete of what should not be
 * there. Also in soft mode, for jobs that deleted hard before.
 */
export async function buryRevived(db: Db, targets: readonly Target[]): Promise<void> {
  const written = targets.filter((target) => target.verdict?.kind === "stored");
  if (written.length === 0) return;
  const tombstones = await readTombstones(
    db,
    written.map((target) => ({ target })),
  );
  if (tombstones.size === 0) return;
  const buried: Delete[] = [];
  for (const target of written) {
    const tombstone = tombstones.get(tombstoneId(target));
    if (!tombstone || target.verdict?.kind !== "stored" || target.verdict.version > tombstone.version)
      continue;
    const { version, eventId } = tombstone;
    target.verdict = { kind: "stored", version, by: eventId, fresh: false, ambiguous: false };
    buried.push({ target, version });
  }
  if (buried.length > 0) await deleteDocuments(db, buried);
}

async function readTombstones(
  db: Db,
  deletes: readonly { readonly target: Target }[],
): Promise<Map<string, Tombstone>> {
  const ids = deletes.map(({ target }) => tombstoneId(target));
  const cursor = db
    .collection<Tombstone>(TOMBSTONES)
    .find({ _id: { $in: ids } }, { batchSize: ids.length + 1 });
  return new Map((await reading(cursor.toArray())).map((tombstone) => [tombstone._id, tombstone]));
}
