import type { Ctx } from "../context.ts";
import { refusePrivate, tryDestination } from "../destinations/index.ts";
import { AppError } from "../platform/errors.ts";
import { serverOf } from "../platform/mongo.ts";
import { databaseOwnerRepo } from "./database-owner-repo.ts";
import { jobRepo } from "./repo.ts";

const RESERVED = new Set(["admin", "local", "config"]);
/** What jobs without a URI say instead of a server's name. */
const LEDGER_SERVER = "ledger";

export interface WantedDestination {
  readonly uri?: string | undefined;
  readonly database: string;
  readonly collectionPrefix: string;
  /** Found by connecting: what the URI says may be another name of the ledger's server. */
  readonly onLedgerServer?: boolean | undefined;
}

export interface Conflict {
  readonly field: string;
  readonly reason: string;
  readonly whatToDo: string;
}

const serverName = ({ uri }: WantedDestination): string => (uri ? serverOf(uri) : LEDGER_SERVER);

const saysLedgerServer = (ctx: Ctx, destination: WantedDestination): boolean =>
  [LEDGER_SERVER, serverOf(ctx.config.MONGODB_URI ?? "")].includes(serverName(destination));

/**
 * Checks a job's destination before it is stored.
 * @throws AppError 422 with the field and the reason.
 */
export async function checkDestination(
  ctx: Ctx,
  workspaceId: string,
  connector: string,
  destination: WantedDestination,
): Promise<{ server: string; onLedgerServer: boolean }> {
  const { uri, database } = destination;
  if (uri) refusePrivate(ctx, uri);
  const refuse = async (onLedgerServer?: boolean) => {
    const conflict = await destinationConflict(ctx, workspaceId, connector, {
      ...destination,
      onLedgerServer,
    });
    if (conflict)
      throw new AppError("unprocessable", `${conflict.field}: ${conflict.reason} ${conflict.whatToDo}`);
  };
  await refuse();
  const tried = await tryDestination(ctx, uri, database);
  const onLedgerServer = tried.onLedgerServer || saysLedgerServer(ctx, destination);
  await refuse(onLedgerServer);
  return { server: serverName(destination), onLedgerServer };
}

/**
 * Who stands in the way of writing there (RULES 21): MongoDB itself, the ledger, another workspace, or a job
 * other than `jobId` that writes another provider's objects to the same collections.
 */
export async function destinationConflict(
  ctx: Ctx,
  workspaceId: string,
  connector: string,
  destination: WantedDestination,
  jobId?: string,
): Promise<Conflict | undefined> {
  const { database } = destination;
  const another = "Choose another name.";
  const ofDatabase = (reason: string): Conflict => ({
    field: "destination.database",
    reason,
    whatToDo: another,
  });
  if (RESERVED.has(database)) return ofDatabase(`${database} is reserved by MongoDB.`);
  const server = serverName(destination);
  const onLedgerServer = destination.onLedgerServer || saysLedgerServer(ctx, destination);
  if (onLedgerServer && database === ctx.db.databaseName)
    return ofDatabase(`${database} holds the ledger itself.`);
  const users = (await jobRepo(ctx.db).usersOfDestination(server, database)).filter(
    (job) => job._id !== jobId,
  );
  const owner = onLedgerServer ? await databaseOwnerRepo(ctx.db).ownerOf(database) : undefined;
  if (owner !== undefined && owner !== workspaceId)
    return ofDatabase(`${database} belongs to another workspace.`);
  const rival = users.find(
    (job) =>
      job.workspaceId === workspaceId &&
      job.destination.collectionPrefix === destination.collectionPrefix &&
      job.source.connector !== connector,
  );
  if (!rival) return undefined;
  return {
    field: "destination",
    reason: `The job ${rival.name} writes ${rival.source.connector} objects there already.`,
    whatToDo: "Choose another collectionPrefix.",
  };
}
