import { hostname } from "node:os";
import type { Db } from "mongodb";
import type { Timings } from "../config.ts";
import type { Log } from "./log.ts";
import type { Secrets } from "./secrets.ts";

interface PresenceDoc {
  _id: string;
  kind: "process";
  process: string;
  host: string;
  /** The id of the key it seals with. */
  key: string;
  at: Date;
}

interface EncryptionDoc {
  _id: "encryption";
  /** The id of the key that everything is, or is being, sealed with. */
  key: string;
}

/** A process that has not been heard of for this many beats is gone. */
const GONE_AFTER_BEATS = 3;

/** The ledger's secrets were sealed with a key that this process does not have. */
export class ForeignKeyError extends Error {
  override readonly name = "ForeignKeyError";
}

/**
 * Notes the key that a new ledger is sealed with, and makes sure that this process can open another's.
 * @throws ForeignKeyError when it cannot: it would mix two keys in one ledger.
 */
export async function checkKey(db: Db, secrets: Secrets): Promise<void> {
  const found = await db
    .collection<EncryptionDoc>("platform_status")
    .findOneAndUpdate(
      { _id: "encryption" },
      { $setOnInsert: { key: secrets.keyId } },
      { upsert: true, returnDocument: "after" },
    );
  if (found && !secrets.opens(found.key))
    throw new ForeignKeyError(
      `The secrets of this ledger are sealed with key ${found.key}, which SLUICE_ENCRYPTION_KEY does not hold (it has ${secrets.keyId}): give the key this ledger was set up with.`,
    );
}

/** Notes that from now on everything is sealed, or sealed again, with this key. */
export const recordKey = (db: Db, key: string) =>
  db
    .collection<EncryptionDoc>("platform_status")
    .updateOne({ _id: "encryption" }, { $set: { key } }, { upsert: true });

/**
 * Tells the ledger again and again that this process is there and which key it seals with, and the operator when
 * that is no longer the ledger's.
 */
export function announce(db: Db, secrets: Secrets, process: string, times: Timings, log: Log) {
  const status = db.collection<PresenceDoc | EncryptionDoc>("platform_status");
  const _id = `process:${process}`;
  let warnedOf = "";
  let told = { key: "", at: 0 };

  const beat = async () => {
    const key = secrets.keyId;
    await status.updateOne(
      { _id },
      { $set: { kind: "process", process, host: hostname(), key }, $currentDate: { at: true } },
      { upsert: true },
    );
    const wanted = (await status.findOne({ _id: "encryption" }))?.key;
    if (!wanted || wanted === key || wanted === warnedOf) return;
    warnedOf = wanted;
    log.warn(
      { wanted, key },
      `secrets are sealed with key ${wanted} now, this process still seals with ${key}: put the new key first in SLUICE_ENCRYPTION_KEY and restart it`,
    );
  };
  const look = () => {
    const key = secrets.keyId;
    if (key === told.key && Date.now() - told.at < times.register) return;
    told = { key, at: Date.now() };
    beat().catch((error: unknown) => log.debug({ reason: String(error) }, "presence not recorded"));
  };
  const timer = setInterval(look, times.backoffBase).unref();
  look();

  return async function leave(): Promise<void> {
    clearInterval(timer);
    await status.deleteOne({ _id }).catch(() => {});
  };
}

/** The processes that live on this ledger, with the key each seals with; forgets those that are long gone. */
export async function present(
  db: Db,
  times: Timings,
): Promise<Array<{ process: string; host: string; key: string }>> {
  const status = db.collection<PresenceDoc>("platform_status");
  const gone = { $lt: ["$at", { $subtract: ["$$NOW", GONE_AFTER_BEATS * times.register] }] };
  await status.deleteMany({ kind: "process", $expr: gone });
  return status.find({ kind: "process" }).project<PresenceDoc>({ process: 1, host: 1, key: 1 }).toArray();
}
