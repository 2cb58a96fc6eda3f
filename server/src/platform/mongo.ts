import "./mongo-driver.ts";
import { type Db, MongoClient, type MongoClientOptions, MongoError, type MongoOptions } from "mongodb";
import type { Timings } from "../config.ts";

/** A connection string that asks for less than durable, primary writes (RULES 20). */
export class WeakUriError extends Error {
  override readonly name = "WeakUriError";
}

/**
 * Connects with the write concern the server can keep: `{w:1, j:true}` on a standalone and the embedded
 * engine, `{w:"majority", j:true}` on a replica set or mongos; primary reads; bounded waits.
 * @throws WeakUriError when the URI asks for weaker; the driver's error when nothing answers.
 */
export async function connectMongo(
  uri: string,
  times: Timings,
  extra: MongoClientOptions = {},
): Promise<MongoClient> {
  const options: MongoClientOptions = {
    appName: "sluice",
    serverSelectionTimeoutMS: times.serverSelection,
    connectTimeoutMS: times.serverSelection,
    socketTimeoutMS: times.socket,
    ignoreUndefined: true,
    ...extra,
  };
  const probe = new MongoClient(uri, { ...options, maxPoolSize: 1 });
  try {
    refuseWeak(probe, false);
    const hello = await probe.db("admin").command({ hello: 1 });
    const replicated = Boolean(hello.setName) || hello.msg === "isdbgrid";
    refuseWeak(probe, replicated);
    const client = new MongoClient(uri, {
      ...options,
      readPreference: "primary",
      writeConcern: { w: replicated ? "majority" : 1, j: true },
    });
    return await client.connect();
  } finally {
    await probe.close();
  }
}

function refuseWeak(client: MongoClient, replicated: boolean): void {
  const { writeConcern, readPreference } = client.options;
  const asked = writeConcern?.w;
  if (asked === 0 || (replicated && asked === 1) || writeConcern?.journal === false)
    throw new WeakUriError(
      "The MongoDB URI asks for a write concern that can lose acknowledged events; remove w and journal from it.",
    );
  if (readPreference.mode !== "primary")
    throw new WeakUriError(
      "The MongoDB URI reads from secondaries, which may be behind; remove readPreference from it.",
    );
}

/** The database named in the URI, or `sluice`. */
export function ledgerDatabase(client: MongoClient): Db {
  const named = client.options.dbName;
  return client.db(named && named !== "test" ? named : "sluice");
}

/** Whether the server is a replica set or a cluster, which alone have transactions; as `connectMongo` found it. */
export const isReplicated = (db: Db): boolean => db.writeConcern?.w === "majority";

/** A connection string as the driver reads it, which alone counts; undefined where it cannot. */
export function readUri(uri: string): Readonly<MongoOptions> | undefined {
  try {
    return new MongoClient(uri).options;
  } catch {
    return undefined;
  }
}

/** `host:port` list of a connection string, or its name in DNS, without user, password or options. */
export function serverOf(uri: string): string {
  const read = readUri(uri);
  return read ? (read.srvHost ?? read.hosts.join(",")).toLowerCase() : "(unreadable)";
}

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoError && error.code === 11000;
