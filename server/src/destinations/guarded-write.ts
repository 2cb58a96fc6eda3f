import type { Db } from "mongodb";
import { type DocumentError, reading, type Stored, writeBulk } from "./bulk.ts";
import type { Target } from "./plan.ts";
import { formatVersion } from "./version.ts";

export interface GuardedWrite {
  readonly target: Target;
  readonly eventId: string;
  readonly version: string;
  /** Replaces only what is smaller: the prefix for an ordinary write, so that a tie is found; the version for a resolved one. */
  readonly threshold: string;
  /** For a resolved tie: the events it was resolved on. One it did not know, written meanwhile, is not replaced. */
  readonly considered?: readonly string[];
  readonly ambiguous: boolean;
  readonly document: Stored;
}

/** What is in the destination instead of, or as, the document of a write. */
export interface Found {
  readonly version: unknown;
  readonly fresh: boolean;
  readonly ambiguous: boolean;
}

export type WriteResult =
  | { readonly kind: "applied" }
  | { readonly kind: "found"; readonly found: Found | undefined }
  | { readonly kind: "failed"; readonly error: DocumentError };

const APPLIED: WriteResult = { kind: "applied" };

/**
 * Writes one unordered bulk a collection, all at once, and reads back only where fewer documents changed
 * than were sent. Results are in the order of `writes`.
 * @throws LaneError when the destination cannot be written to; no write is under way any more.
 */
export async function guardedWrite(
  db: Db,
  writes: readonly GuardedWrite[],
  now: Date,
): Promise<WriteResult[]> {
  const results = new Array<WriteResult>(writes.length).fill(APPLIED);
  const positions = Map.groupBy(writes.keys(), (position) => writes[position]!.target.collection);
  await allDone([...positions].map(([name, own]) => writeCollection(name, own)));
  return results;

  async function writeCollection(name: string, own: readonly number[]): Promise<void> {
    const collection = db.collection<Stored>(name);
    const operations = own.map((position) => replaceIfNewer(writes[position]!));
    const { changed, inserted, failures } = await writeBulk(db, collection, operations);
    for (const [index, error] of failures) results[own[index]!] = { kind: "failed", error };
    if (changed >= own.length - failures.size) return;
    const unsure = own.filter((_, index) => !inserted.has(index) && !failures.has(index));
    const ids = unsure.map((position) => writes[position]!.target.id);
    const projection = {
      "_sync_metadata.version": 1,
      "_sync_metadata.syncedAt": 1,
      "_sync_metadata.ambiguous": 1,
    };
    const cursor = collection.find({ _id: { $in: ids } }, { projection, batchSize: ids.length + 1 });
    const documents = new Map((await reading(cursor.toArray())).map((document) => [document._id, document]));
    for (const position of unsure) {
      const write = writes[position]!;
      results[position] = { kind: "found", found: foundIn(documents.get(write.target.id), write, now) };
    }
  }
}

function foundIn(document: Stored | undefined, write: GuardedWrite, now: Date): Found | undefined {
  if (!document) return undefined;
  const metadata = (document._sync_metadata ?? {}) as Readonly<Record<string, unknown>>;
  const { version, syncedAt } = metadata;
  const fresh = version === write.version && syncedAt instanceof Date && syncedAt.getTime() === now.getTime();
  return { version, fresh, ambiguous: metadata.ambiguous === true };
}

function replaceIfNewer({ target, threshold, considered, document }: GuardedWrite) {
  const stored = "$_sync_metadata.version";
  const isNewer = { $gte: [stored, threshold] };
  // A write that looked at no other event says so by "01", and must be among those this one looked at.
  const isOverlooked = considered && {
    $and: [
      { $gte: [stored, target.prefix] },
      { $lt: [stored, formatVersion(target.prefix, 2, "").slice(0, -4)] },
      { $not: [{ $in: ["$_sync_metadata.eventId", { $literal: considered }] }] },
    ],
  };
  // $literal: provider text such as "$5 off" must never be read as a field path.
  const keep = isOverlooked ? { $or: [isNewer, isOverlooked] } : isNewer;
  const replacement = { $cond: [keep, "$$ROOT", { $literal: document }] };
  return { updateOne: { filter: { _id: target.id }, update: [{ $replaceWith: replacement }], upsert: true } };
}

/** What `replaceIfNewer` does to a document with this metadata, told without writing. */
export function wouldReplace(write: GuardedWrite, stored: Readonly<Record<string, unknown>>): boolean {
  const { target, threshold, considered } = write;
  const { version, eventId } = stored;
  // MongoDB orders numbers and what is missing before strings, everything else after them.
  if (version === undefined || version === null || typeof version === "number") return true;
  if (typeof version !== "string") return false;
  if (version < threshold) return true;
  if (!considered) return false;
  const isAlone = version >= target.prefix && version < formatVersion(target.prefix, 2, "").slice(0, -4);
  return isAlone && !considered.includes(String(eventId));
}

/** Waits for all, then throws the first error: nothing runs on behind the caller's back. */
export async function allDone(work: readonly Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === "rejected") throw one.reason;
}
