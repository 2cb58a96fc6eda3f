import { hash } from "node:crypto";
import { Binary, type Db } from "mongodb";

/** Which ids some pages of the provider's list held: 64 bits of each one's hash. */
interface SeenDoc {
  /** `<run>:<collection>:<first page>-<pages>`: of two workers that read on from one page, each has its own. */
  _id: string;
  workspaceId: string;
  runId: string;
  hashes: Binary;
}

const BYTES = 8;
/** Hashes that are held at once: 16 MB. */
const MOST = 2_000_000;

export const hashOf = (id: string): bigint => hash("sha256", id, "buffer").readBigUInt64LE(0);

/** A set of hashes: 8 bytes each. */
export interface Seen {
  readonly size: number;
  has(id: string): boolean;
}

const rangeOf = (runId: string, collection: string) => ({
  $gte: `${runId}:${collection}:`,
  $lt: `${runId}:${collection};`,
});

/** What a scan has seen, kept from page to page, so that its memory does not grow. */
export function seenRepo(db: Db) {
  const seen = db.collection<SeenDoc>("reconcile_seen");
  return {
    /** Also for pages that were scanned before. */
    async put(
      run: { readonly _id: string; readonly workspaceId: string },
      collection: string,
      pages: { readonly from: number; readonly count: number },
      ids: readonly string[],
    ): Promise<void> {
      const bytes = Buffer.allocUnsafe(ids.length * BYTES);
      for (const [at, id] of ids.entries()) bytes.writeBigUInt64LE(hashOf(id), at * BYTES);
      const _id = `${run._id}:${collection}:${pages.from}-${pages.count}`;
      await seen.replaceOne(
        { _id },
        { workspaceId: run.workspaceId, runId: run._id, hashes: new Binary(bytes) },
        { upsert: true },
      );
    },

    /** In how many parts what was seen of `objects` objects is loaded. */
    partsOf: (objects: number): number => Math.max(1, Math.ceil(objects / MOST)),

    /** Of ids whose hash belongs to the part. */
    async load(runId: string, collection: string, part: number, parts: number): Promise<Seen> {
      let hashes = new BigUint64Array(1_024);
      let length = 0;
      const pages = seen.find({ _id: rangeOf(runId, collection) }).project<SeenDoc>({ hashes: 1 });
      for await (const page of pages) {
        const bytes = Buffer.from(page.hashes.buffer);
        for (let at = 0; at < bytes.length; at += BYTES) {
          const one = bytes.readBigUInt64LE(at);
          if (parts > 1 && one % BigInt(parts) !== BigInt(part)) continue;
          if (length === hashes.length) hashes = grown(hashes);
          hashes[length++] = one;
        }
      }
      return sortedSet(hashes.subarray(0, length));
    },

    /** Whether an id belongs to the part. */
    isOf: (id: string, part: number, parts: number): boolean =>
      parts === 1 || hashOf(id) % BigInt(parts) === BigInt(part),

    remove: (runId: string) => seen.deleteMany({ _id: { $gte: `${runId}:`, $lt: `${runId};` } }),
    /** What was left of runs of before. */
    removeBefore: (runId: string) => seen.deleteMany({ _id: { $lt: runId } }),
  };
}

function grown(hashes: BigUint64Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  const more = new BigUint64Array(hashes.length * 2);
  more.set(hashes);
  return more;
}

/** Sorts in place. */
function sortedSet(hashes: BigUint64Array): Seen {
  hashes.sort();
  let size = 0;
  for (let at = 0; at < hashes.length; at += 1) if (at === 0 || hashes[at] !== hashes[at - 1]) size += 1;
  return {
    size,
    has(id) {
      const wanted = hashOf(id);
      let from = 0;
      let to = hashes.length;
      while (from < to) {
        const middle = (from + to) >>> 1;
        if ((hashes[middle] as bigint) < wanted) from = middle + 1;
        else to = middle;
      }
      return hashes[from] === wanted;
    },
  };
}
