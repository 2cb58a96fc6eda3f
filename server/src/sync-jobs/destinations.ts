import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import type { Db, MongoClient } from "mongodb";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { LaneError } from "../platform/lane-error.ts";
import { connectMongo, ledgerDatabase, serverOf, WeakUriError } from "../platform/mongo.ts";
import { type JobDoc, jobRepo } from "./repo.ts";

const RESERVED = new Set(["admin", "local", "config"]);
/** What jobs without a URI say instead of a server's name. */
export const LEDGER_SERVER = "ledger";

/** Only addresses of the public internet; everything private, local or reserved is refused. */
export function isPublicAddress(address: string): boolean {
  try {
    return ipaddr.process(address).range() === "unicast";
  } catch {
    return false;
  }
}

const refused = (host: string) =>
  new AppError(
    "unprocessable",
    `destination.uri: ${host} is a private address; the operator can allow those with SLUICE_ALLOW_PRIVATE=1.`,
  );

/** Resolves names for the driver, refusing private answers; so a name that changes later is refused too. */
const publicLookup: LookupFunction = (host, options, callback) =>
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "", 0);
    const bad = addresses.find((one) => !isPublicAddress(one.address));
    if (bad) return callback(refused(host), "", 0);
    const first = addresses[0];
    if (options.all) return callback(null, addresses as never);
    return callback(null, first?.address ?? "", first?.family ?? 4);
  });

/**
 * Checks a job's destination before it is stored.
 * @throws AppError 422 with the field and the reason.
 */
export async function checkDestination(
  ctx: Ctx,
  workspaceId: string,
  connector: string,
  destination: { uri?: string | undefined; database: string; collectionPrefix: string },
): Promise<{ server: string }> {
  const { uri, database } = destination;
  if (RESERVED.has(database))
    throw new AppError("unprocessable", `destination.database: ${database} is reserved by MongoDB.`);
  if (uri) refusePrivate(ctx, uri);
  const server = uri ? serverOf(uri) : LEDGER_SERVER;
  const onLedgerServer = !uri || server === serverOf(ctx.config.MONGODB_URI ?? "");
  if (onLedgerServer && database === ctx.db.databaseName)
    throw new AppError(
      "unprocessable",
      `destination.database: ${database} holds the ledger itself; choose another name.`,
    );
  const users = await jobRepo(ctx.db).usersOfDestination(server, database);
  if (onLedgerServer && users.some((job) => job.workspaceId !== workspaceId))
    throw new AppError("unprocessable", `destination.database: ${database} belongs to another workspace.`);
  const rival = users.find(
    (job) =>
      job.destination.collectionPrefix === destination.collectionPrefix && job.source.connector !== connector,
  );
  if (rival)
    throw new AppError(
      "unprocessable",
      `destination: the job ${rival.name} writes ${rival.source.connector} objects there already; choose another collectionPrefix.`,
    );
  if (uri) await tryDestination(ctx, uri);
  return { server };
}

function refusePrivate(ctx: Ctx, uri: string): void {
  if (ctx.config.SLUICE_ALLOW_PRIVATE) return;
  for (const entry of serverOf(uri).split(",")) {
    const host = entry.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
    const literal = ipaddr.isValid(host);
    if (
      decodeURIComponent(host).startsWith("/") ||
      host === "localhost" ||
      (literal && !isPublicAddress(host))
    )
      throw refused(host);
  }
}

async function tryDestination(ctx: Ctx, uri: string): Promise<void> {
  try {
    await (await connect(ctx, uri)).close();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const cause = (error as { cause?: unknown }).cause;
    if (cause instanceof AppError) throw cause;
    const message =
      error instanceof WeakUriError ? error.message : `nothing usable answers there: ${reasonOf(error)}`;
    throw new AppError("unprocessable", `destination.uri: ${message}`);
  }
}

/** A driver's message without the connection string. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/mongodb(\+srv)?:\/\/\S+/g, "the URI")
    .slice(0, 300);

async function connect(ctx: Ctx, uri: string): Promise<MongoClient> {
  if (ctx.config.SLUICE_ALLOW_PRIVATE) return connectMongo(uri, ctx.config.times);
  const client = await connectMongo(uri, ctx.config.times, { lookup: publicLookup });
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

/**
 * Opens destinations, one client a URI, kept while the process lives.
 * `open` throws LaneError when the server cannot be reached, so that the lane rests and no event fails.
 */
export function destinations(ctx: Ctx, ledger: MongoClient) {
  const clients = new Map<string, Promise<MongoClient>>();
  return {
    async open(job: JobDoc): Promise<Db> {
      if (!job.destination.uri) return ledger.db(job.destination.database);
      const sealed = job.destination.uri;
      let client = clients.get(sealed);
      if (!client) {
        client = connect(ctx, ctx.secrets.open(sealed));
        clients.set(sealed, client);
        client.catch(() => clients.delete(sealed));
      }
      try {
        return (await client).db(job.destination.database);
      } catch (error) {
        throw new LaneError(`The destination ${job.destination.server} cannot be used: ${reasonOf(error)}`, {
          cause: error,
        });
      }
    },
    async close(): Promise<void> {
      for (const client of clients.values()) await client.then((one) => one.close()).catch(() => {});
    },
  };
}

export type Destinations = ReturnType<typeof destinations>;
export { ledgerDatabase };
