import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "mongodb";
import { newId } from "../ids.ts";
import type { Log } from "../log.ts";
import { isDuplicateKey } from "../mongo.ts";
import { MIGRATIONS } from "./list.ts";
import type { Migration } from "./migration.ts";

/** The ledger was written by a later release, which this one might damage. */
export class NewerSchemaError extends Error {
  override readonly name = "NewerSchemaError";
}

interface SchemaDoc {
  _id: "schema_version";
  version: number;
  /** Who migrates; taken over when its last beat is too old. */
  migrating?: { by: string; at: Date };
  history: Array<{ version: number; name: string; at: Date }>;
}

interface LedgerDoc {
  _id: "ledger";
  id: string;
}

interface Options {
  readonly log: Pick<Log, "info">;
  /** Names this process among those that start at the same time. */
  readonly process: string;
  readonly migrations?: readonly Migration[];
  /** Milliseconds after the last beat at which another process takes over. */
  readonly staleMs?: number;
}

const STALE_MS = 30_000;
const POLL_MS = 200;
/** A ledger from before there were versions has one of these. */
const FIRST_COLLECTIONS = ["sync_jobs", "webhook_events", "api_keys"];

/**
 * Brings the ledger up to this program's schema, each step once, under a lock that a dead holder loses; of
 * several processes that start together one migrates and the others wait. A fresh database has nothing to do.
 * @throws NewerSchemaError when a later release has been at it.
 */
export async function migrate(db: Db, options: Options): Promise<void> {
  const { migrations = MIGRATIONS, staleMs = STALE_MS } = options;
  const status = db.collection<SchemaDoc>("platform_status");
  const latest = migrations.length;
  await begin(db, latest);
  for (;;) {
    const { version = 0 } = (await status.findOne({ _id: "schema_version" })) ?? {};
    if (version > latest)
      throw new NewerSchemaError(
        `This ledger was written by a newer Sluice (schema ${version}; this one knows ${latest}): start that release, or restore the backup made before the upgrade.`,
      );
    if (version === latest) return;
    if (await takeLock()) await climb(version);
    else await sleep(POLL_MS);
  }

  async function takeLock(): Promise<boolean> {
    const free = {
      $lt: [{ $ifNull: ["$migrating.at", new Date(0)] }, { $subtract: ["$$NOW", staleMs] }],
    };
    const taken = await status.updateOne({ _id: "schema_version", version: { $lt: latest }, $expr: free }, [
      { $set: { migrating: { by: options.process, at: "$$NOW" } } },
    ]);
    return taken.modifiedCount === 1;
  }

  /** From `from` on as far as the lock is ours. */
  async function climb(from: number): Promise<void> {
    const mine = { _id: "schema_version", "migrating.by": options.process } as const;
    const beating = setInterval(() => {
      status.updateOne(mine, { $currentDate: { "migrating.at": true } }).catch(() => {});
    }, staleMs / 6);
    try {
      for (const { version, name, up } of migrations.slice(from)) {
        options.log.info({ version }, `migrating the ledger: ${name}`);
        await up(db);
        const done = await status.updateOne(
          { ...mine, version: version - 1 },
          { $set: { version }, $push: { history: { version, name, at: new Date() } } },
        );
        if (done.modifiedCount === 0) return;
      }
    } finally {
      clearInterval(beating);
      await status.updateOne(mine, { $unset: { migrating: "" } }).catch(() => {});
    }
  }
}

/** Gives the ledger its version and its identity, once. */
async function begin(db: Db, latest: number): Promise<void> {
  const status = db.collection<SchemaDoc | LedgerDoc>("platform_status");
  const known = await status.countDocuments({ _id: { $in: ["schema_version", "ledger"] } });
  if (known === 2) return;
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  const isFresh = !FIRST_COLLECTIONS.some((name) => names.includes(name));
  await insertOnce({ _id: "schema_version", version: isFresh ? latest : 0, history: [] });
  await insertOnce({ _id: "ledger", id: newId("led") });

  async function insertOnce(doc: SchemaDoc | LedgerDoc): Promise<void> {
    await status.insertOne(doc).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  }
}
