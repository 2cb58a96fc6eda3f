import type { Db } from "mongodb";
import { AppError } from "../platform/errors.ts";
import { isLaneError } from "../platform/lane-error.ts";
import { reading, type Stored } from "./bulk.ts";
import { Late, orLate } from "./late.ts";
import { TOMBSTONES, type Tombstone, tombstoneId } from "./tombstones.ts";
import { reasonOf } from "./trouble.ts";

const WITHIN_MS = 5_000;

/** What a destination holds of one object. */
export interface Present {
  readonly document: Stored | undefined;
  readonly tombstone: Tombstone | undefined;
}

/** @throws LaneError when the destination cannot be read. */
export async function lookUp(
  db: Db,
  target: { readonly collection: string; readonly id: string },
): Promise<Present> {
  const bounded = { maxTimeMS: WITHIN_MS };
  const [document, tombstone] = await reading(
    Promise.all([
      db.collection<Stored>(target.collection).findOne({ _id: target.id }, bounded),
      db.collection<Tombstone>(TOMBSTONES).findOne({ _id: tombstoneId(target) }, bounded),
    ]),
  );
  return { document: document ?? undefined, tombstone: tombstone ?? undefined };
}

/** The document's `_sync_metadata`, whatever is there. */
export const metadataOf = (document: Stored | undefined): Readonly<Record<string, unknown>> => {
  const metadata = document?._sync_metadata;
  return typeof metadata === "object" && metadata !== null ? (metadata as Record<string, unknown>) : {};
};

/** Asks a destination for somebody who waits. @throws AppError `unavailable` when it does not answer in 5 s. */
export async function askDestination<T>(
  server: string,
  open: () => Promise<Db>,
  ask: (db: Db) => Promise<T>,
): Promise<T> {
  try {
    return await orLate(open().then(ask), AbortSignal.timeout(WITHIN_MS), WITHIN_MS);
  } catch (error) {
    if (!(error instanceof Late) && !isLaneError(error)) throw error;
    throw new AppError("unavailable", `The destination ${server} cannot be read: ${reasonOf(error)}`, {
      cause: error,
      retryAfter: 10,
    });
  }
}
