import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Db, MongoClient } from "mongodb";
import type { Ctx } from "../context.ts";
import { isPublicAddress, publicLookup } from "../platform/addresses.ts";
import { AppError } from "../platform/errors.ts";
import { LaneError } from "../platform/lane-error.ts";
import { connectMongo, serverOf } from "../platform/mongo.ts";
import { reasonOf, troubleOf } from "./trouble.ts";

const refused = (host: string) =>
  new AppError(
    "unprocessable",
    `destination.uri: ${host} is a private address; the operator can allow those with SLUICE_ALLOW_PRIVATE=1.`,
  );

/** @throws AppError 422 when a host of the URI is, as written, a private address. */
export function refusePrivate(ctx: Ctx, uri: string): void {
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

/** Connects once. @throws AppError 422 with what is wrong. */
export async function tryDestination(ctx: Ctx, uri: string): Promise<void> {
  try {
    await (await connectDestination(ctx, uri)).close();
  } catch (error) {
    throw new AppError("unprocessable", `destination.uri: ${troubleOf(error, uri).reason}`);
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

/**
 * Opens destinations, one client a URI, kept while the process lives.
 * `open` throws LaneError when the server cannot be reached, so that the lane rests and no event fails.
 */
export function destinations(ctx: Ctx, ledger: MongoClient) {
  const clients = new Map<string, Promise<MongoClient>>();
  return {
    /** `uri` is sealed; without one it is the ledger's own server. */
    async open(destination: { uri?: string; server: string; database: string }): Promise<Db> {
      if (!destination.uri) return ledger.db(destination.database);
      const sealed = destination.uri;
      let client = clients.get(sealed);
      if (!client) {
        client = connectDestination(ctx, ctx.secrets.open(sealed));
        clients.set(sealed, client);
        client.catch(() => clients.delete(sealed));
      }
      try {
        return (await client).db(destination.database);
      } catch (error) {
        const reason = reasonOf(error, ctx.secrets.open(sealed));
        throw new LaneError(`The destination ${destination.server} cannot be used: ${reason}`, {
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
