import type { AnyBulkWriteOperation, Collection, Db } from "mongodb";
import {
  classifyMongoError,
  classifyWriteError,
  LaneError,
  type MongoFailure,
} from "../platform/lane-error.ts";

/** What an error of one document says to a person. */
export interface DocumentError {
  readonly code: string;
  readonly message: string;
}

/** Only what the guard reads; everything else in a destination document is the provider's. */
export interface Stored {
  _id: string;
  [field: string]: unknown;
}

export interface BulkResult {
  /** Operations that inserted, changed or deleted a document. */
  changed: number;
  /** Positions of operations that inserted: those are known to be applied without reading back. */
  readonly inserted: Set<number>;
  readonly failures: Map<number, DocumentError>;
}

interface WriteErrorLike {
  readonly index: number;
  readonly code: number;
  readonly errmsg?: string | undefined;
}

interface Counts {
  readonly upsertedCount: number;
  readonly upsertedIds: Readonly<Record<number, unknown>>;
  readonly modifiedCount: number;
  readonly deletedCount: number;
}

const DUPLICATE_KEY = 11000;
/** The driver keeps only the text; what follows the index's name is the document's. */
const ID_COLLISION = /^[^{]* index: _id_ /;
const UPSERT_RETRIES = 5;

/**
 * One unordered bulk. Errors of documents are returned by position; a bulk that fails whole although the
 * server answers is halved until the bad document stands alone (RULES 12).
 * @throws LaneError when the destination cannot be written to.
 */
export async function writeBulk(
  db: Db,
  collection: Collection<Stored>,
  operations: readonly AnyBulkWriteOperation<Stored>[],
): Promise<BulkResult> {
  const result: BulkResult = { changed: 0, inserted: new Set(), failures: new Map() };
  let open = operations.map((_, position) => position);
  for (let round = 0; open.length > 0; round += 1) {
    const collided: number[] = [];
    await send(open, collided, round < UPSERT_RETRIES);
    open = collided;
  }
  return result;

  async function send(positions: readonly number[], collided: number[], retry: boolean): Promise<void> {
    const batch =
      positions.length === operations.length ? operations : positions.map((at) => operations[at]!);
    try {
      count(await collection.bulkWrite(batch, { ordered: false }), positions);
    } catch (error) {
      const writeErrors = writeErrorsOf(error);
      if (!writeErrors) return halve(positions, error, collided, retry);
      refuseUnkept(error);
      count((error as { result: Counts }).result, positions);
      for (const one of writeErrors) {
        const position = positions[one.index]!;
        const failure = classifyWriteError(one);
        if (failure.of === "lane") throw laneError(failure, error);
        // Two upserts of one new id met: the document exists now, and the guard decides.
        if (retry && one.code === DUPLICATE_KEY && ID_COLLISION.test(failure.message))
          collided.push(position);
        else result.failures.set(position, { code: failure.code, message: failure.message });
      }
    }
  }

  async function halve(positions: readonly number[], error: unknown, collided: number[], retry: boolean) {
    const failure = classifyMongoError(error);
    if (failure.of === "bug") throw error;
    if (failure.of === "lane") throw laneError(failure, error);
    if (failure.of === "connection" && !(await answers(db))) throw laneError(failure, error);
    if (positions.length === 1) {
      result.failures.set(positions[0]!, { code: failure.code, message: failure.message });
      return;
    }
    const middle = positions.length >> 1;
    await send(positions.slice(0, middle), collided, retry);
    await send(positions.slice(middle), collided, retry);
  }

  function count(counts: Counts, positions: readonly number[]): void {
    result.changed += counts.upsertedCount + counts.modifiedCount + counts.deletedCount;
    if (counts.upsertedCount === 0) return;
    for (const index of Object.keys(counts.upsertedIds)) result.inserted.add(positions[Number(index)]!);
  }
}

function writeErrorsOf(error: unknown): readonly WriteErrorLike[] | undefined {
  if (!(error instanceof Error) || error.name !== "MongoBulkWriteError") return undefined;
  const { writeErrors } = error as unknown as { writeErrors: WriteErrorLike | readonly WriteErrorLike[] };
  const list = Array.isArray(writeErrors)
    ? (writeErrors as readonly WriteErrorLike[])
    : [writeErrors as WriteErrorLike];
  return list.length > 0 ? list : undefined;
}

/** Written but perhaps not kept: nothing of such a bulk may be settled. */
function refuseUnkept(error: unknown): void {
  const { result } = error as { result?: { getWriteConcernError?(): unknown } };
  if (result?.getWriteConcernError?.()) throw laneError(classifyMongoError(error), error);
}

async function answers(db: Db): Promise<boolean> {
  try {
    await db.command({ ping: 1 });
    return true;
  } catch {
    return false;
  }
}

/** The destination cannot be used now, for the reason `failure` gives. */
export const laneError = (failure: MongoFailure, cause: unknown): LaneError =>
  new LaneError(`The destination cannot be written to (${failure.code}): ${failure.message}`, { cause });

/** Runs a read of the destination; reads have no documents to blame. */
export async function reading<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    const failure = classifyMongoError(error);
    throw failure.of === "bug" ? error : laneError(failure, error);
  }
}
