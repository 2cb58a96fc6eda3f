import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Db, MongoClient } from "mongodb";
import type { Ctx } from "../context.ts";
import { isPublicAddress, publicLookup } from "../platform/addresses.ts";
import { AppError } from "../platform/errors.ts";
import { LaneError } from "../platform/lane-error.ts";
import { identityOf } from "../platform/ledger-identity.ts";
import { connectMongo, readUri } from "../platform/mongo.ts";
import { reasonOf, troubleOf } from "./trouble.ts";

/** Options that make the driver open a file of this machine, or connect to other machines than the hosts. */
const LEADING_ELSEWHERE = ["proxyHost", "tlsCAFile", "tlsCRLFile", "tlsCertificateKeyFile"] as const;
/** Those that ask the network of this machine who it is. */
const MECHANISMS_ELSEWHERE = new Set(["MONGODB-AWS", "MONGODB-OIDC", "GSSAPI"]);

const NOT_ALLOWED = 13;

const refused = (host: string) =>
  new AppError(
    "unprocessable",
    `destination.uri: ${host} is a private address; the operator can allow those with SLUICE_ALLOW_PRIVATE=1.`,
  );

/**
 * @throws AppError 422 when a host of the URI is, as written, a private address, or an option of it leads elsewhere
 * than to its hosts.
 */
export function refusePrivate(ctx: Ctx, uri: string): void {
  const read = readUri(uri);
  if (ctx.config.SLUICE_ALLOW_PRIVATE || !read) return;
  for (const { host = "", socketPath } of read.hosts)
    if (socketPath !== undefined || host === "localhost" || (ipaddr.isValid(host) && !isPublicAddress(host)))
      throw refused(socketPath ?? host);
  const option = LEADING_ELSEWHERE.find((name) => read[name] !== undefined);
  if (option || MECHANISMS_ELSEWHERE.has(read.credentials?.mechanism ?? ""))
    throw new AppError(
      "unprocessable",
      `destination.uri: ${option ?? "this authMechanism"} leads elsewhere than to the URI's hosts; remove it.`,
    );
}

/** Of this or another Sluice: a job writes what a provider sends, and a ledger holds keys and accounts. */
export const isLedger = async (db: Db): Promise<boolean> => (await identityOf(db)).ledgerId !== undefined;

/** @throws AppError 422 */
async function refuseLedger(db: Db): Promise<void> {
  if (await isLedger(db))
    throw new AppError(
      "unprocessable",
      `destination.database: ${db.databaseName} holds a ledger of Sluice. Choose another name.`,
    );
}

/** Whether a server is the ledger's, by whatever name: the ledger can be read there. */
export async function isLedgerServer(ctx: Ctx, client: MongoClient): Promise<boolean> {
  const own = await identityOf(ctx.db);
  const there = await identityOf(client.db(ctx.db.databaseName)).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === NOT_ALLOWED) return { ledgerId: undefined };
    throw error;
  });
  return there.ledgerId !== undefined && there.ledgerId === own.ledgerId;
}

/**
 * Connects once and looks at the database. Without a URI it is on the ledger's server.
 * @returns whether it is there. @throws AppError 422 with what is wrong.
 */
export async function tryDestination(
  ctx: Ctx,
  uri: string | undefined,
  database: string,
): Promise<{ onLedgerServer: boolean }> {
  if (!uri) {
    await refuseLedger(ctx.db.client.db(database));
    return { onLedgerServer: true };
  }
  let client: MongoClient | undefined;
  try {
    client = await connectDestination(ctx, uri);
    await refuseLedger(client.db(database));
    return { onLedgerServer: await isLedgerServer(ctx, client) };
  } catch (error) {
    if (client && error instanceof AppError) throw error;
    throw new AppError("unprocessable", `destination.uri: ${troubleOf(error, uri).reason}`);
  } finally {
    await client?.close();
  }
}

/** Connects, to public addresses alone unless the operator allows others. */
export async function connectDestination(ctx: Ctx, uri: string): Promise<MongoClient> {
  if (ctx.config.SLUICE_ALLOW_PRIVATE) return connectMongo(uri, ctx.config.times);
  const client = await connectMongo(uri, ctx.config.times, { lookup: publicLookup(refused) });
  const members = [...(client.options.hosts ?? [])].map((host) => host.host ?? "");
  const hello = await client.db("admin").command({ hello: 1 });
  for (const member of [
    ...members,
    ...((hello.hosts as string[] | undefined) ?? []).map((host) => host.replace(/:\d+$/, "")),
  ])
    if (isIP(member) && !isPublicAddress(member)) {
      await client.close();
      throw refused(member);
    }
  return client;
}

/** What a key stands for, made once; what could not be made is made again. */
function kept<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key);
  if (known) return known;
  const making = make();
  made.set(key, making);
  making.catch(() => made.delete(key));
  return making;
}

/**
 * Opens destinations, one client a URI, kept while the process lives.
 * `open` throws LaneError when the server cannot be reached, so that the lane rests and no event fails.
 */
export function destinations(ctx: Ctx, ledger: MongoClient) {
  const clients = new Map<string, Promise<MongoClient>>();
  const opened = new Map<string, Promise<Db>>();
  const clientOf = (sealed: string): Promise<MongoClient> =>
    kept(clients, sealed, () => connectDestination(ctx, ctx.secrets.open(sealed)));
  return {
    /** `uri` is sealed; without one it is the ledger's own server. */
    async open({ uri, server, database }: { uri?: string; server: string; database: string }): Promise<Db> {
      try {
        return await kept(opened, `${uri ?? ""} ${database}`, async () => {
          const db = (uri ? await clientOf(uri) : ledger).db(database);
          await refuseLedger(db);
          return db;
        });
      } catch (error) {
        const reason = reasonOf(error, uri && ctx.secrets.open(uri));
        throw new LaneError(`The destination ${server} cannot be used: ${reason}`, { cause: error });
      }
    },
    async close(): Promise<void> {
      for (const client of clients.values()) await client.then((one) => one.close()).catch(() => {});
    },
  };
}

export type Destinations = ReturnType<typeof destinations>;
