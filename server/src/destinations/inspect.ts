import { randomUUID } from "node:crypto";
import type { DestinationCheck, DestinationReport } from "@sluice/shared/destinations";
import type { Db, MongoClient } from "mongodb";
import type { Ctx } from "../context.ts";
import { serverOf } from "../platform/mongo.ts";
import { Late, orLate } from "./late.ts";
import { connectDestination, isLedger, isLedgerServer, refusePrivate } from "./open.ts";
import { lookAt } from "./target-collections.ts";
import { reasonOf, type Trouble, troubleOf } from "./trouble.ts";

const PROBES = "_sluice_probe";

export interface Inspection {
  readonly uri?: string | undefined;
  readonly database: string;
  /** Full names of the collections that will be written. */
  readonly collections: readonly string[];
  /** Why the database may not be used although it could be; it is then not written to. */
  conflict(
    onLedgerServer: boolean,
  ): Promise<{ readonly reason: string; readonly whatToDo: string } | undefined>;
}

type Found = Omit<DestinationCheck, "name" | "ms">;
const pass = (reason: string): Found => ({ state: "pass", reason });

/** Tries a destination step by step, for at most `withinMs`; what depends on a failed step is skipped. Never throws. */
export async function inspectDestination(
  ctx: Ctx,
  { uri, database, collections, conflict }: Inspection,
  withinMs: number,
): Promise<DestinationReport> {
  const server = uri ? serverOf(uri) : "the ledger's server";
  const report: DestinationReport = { ok: true, server, checks: [], collections: [] };
  const signal = AbortSignal.timeout(withinMs);
  let client: MongoClient | undefined;
  let trouble: Trouble | undefined;

  async function check(name: DestinationCheck["name"], look: () => Promise<Found>): Promise<void> {
    const startedAt = Date.now();
    const found: Found = report.ok
      ? await orLate(look(), signal, withinMs).catch((error: unknown) => failed(error, uri))
      : { state: "skipped", reason: "Not tried: an earlier check failed." };
    report.checks.push({ name, ...found, ms: Date.now() - startedAt });
    if (found.state === "fail") report.ok = false;
  }
  const free = async (of: Trouble["of"], reason: string): Promise<Found> =>
    trouble?.of === of ? { state: "fail", reason: trouble.reason, whatToDo: trouble.whatToDo } : pass(reason);
  const target = (): Db => (client ?? ctx.db.client).db(database);

  await check("address", async () => {
    if (!uri) return pass("The server of Sluice's own database.");
    try {
      refusePrivate(ctx, uri);
      const connecting = connectDestination(ctx, uri);
      connecting.then((late) => (signal.aborted ? late.close() : undefined)).catch(() => {});
      client = await orLate(connecting, signal, withinMs);
    } catch (error) {
      trouble = troubleOf(error, uri);
    }
    return free("address", `${server} may be connected to.`);
  });
  await check("reachable", () => free("reachable", `${server} answers.`));
  await check("authenticated", async () => {
    const found = await free("authenticated", "Signed in.");
    if (found.state === "fail") return found;
    report.user = await userOf(target());
    return pass(report.user ? `Signed in as ${report.user}.` : "The server asks for no sign-in.");
  });
  await check("writeConcern", () => free("writeConcern", "Writes are confirmed once they are durable."));
  await check("database", async () => {
    const found = await conflict(client === undefined || (await isLedgerServer(ctx, client)));
    if (found) return { state: "fail", reason: found.reason, whatToDo: found.whatToDo };
    if (await isLedger(target()))
      return {
        state: "fail",
        reason: `${database} holds a ledger of Sluice.`,
        whatToDo: "Choose another name.",
      };
    return pass(`${database} is free for this workspace.`);
  });
  await check("writable", async () => {
    await tryWrite(target());
    return pass(`A document was written to ${database} and removed again.`);
  });
  await check("collections", async () => {
    report.collections = await lookAt(target(), collections);
    return verdict(report.collections);
  });
  await client?.close().catch(() => {});
  if (report.user === undefined) delete report.user;
  return report;
}

/** The user of the connection; undefined where the server knows none. */
async function userOf(db: Db): Promise<string | undefined> {
  const status = await db.command({ connectionStatus: 1 }).catch(() => undefined);
  return status?.authInfo?.authenticatedUsers?.[0]?.user;
}

/** Leaves nothing behind, not even an empty collection. */
async function tryWrite(db: Db): Promise<void> {
  const probes = db.collection<{ _id: string }>(PROBES);
  const _id = randomUUID();
  await probes.insertOne({ _id });
  await probes.deleteOne({ _id });
  await probes.drop().catch(() => {});
}

function verdict(collections: DestinationReport["collections"]): Found {
  const unique = collections.flatMap(({ name, uniqueIndexes }) =>
    uniqueIndexes.map((index) => `${index.name} of ${name} (${index.fields.join(", ")})`),
  );
  if (unique.length > 0)
    return {
      state: "warn",
      reason: `Unique indexes refuse a second object with the same value: ${unique.join("; ")}.`,
      whatToDo: "Drop them, or choose another database or collection prefix; else such events will fail.",
    };
  const foreign = collections.filter((one) => one.foreign).map(({ name }) => name);
  if (foreign.length > 0)
    return {
      state: "warn",
      reason: `There are documents that Sluice did not write in ${foreign.join(", ")}.`,
      whatToDo:
        "One whose _id is that of an incoming object will be replaced. A collection prefix keeps them apart.",
    };
  return pass(
    collections.length === 0
      ? "None of the collections exists yet; each is made with its first document."
      : `${collections.map(({ name }) => name).join(", ")} can take them.`,
  );
}

function failed(error: unknown, uri: string | undefined): Found {
  if (error instanceof Late)
    return {
      state: "fail",
      reason: error.message,
      whatToDo: "See whether the server is overloaded or far away.",
    };
  const isDenied = (error as { code?: unknown }).code === 13;
  return {
    state: "fail",
    reason: `The server refused: ${reasonOf(error, uri)}`,
    whatToDo: isDenied
      ? "Give the user the role readWrite on this database."
      : "See what the server's message asks for.",
  };
}
