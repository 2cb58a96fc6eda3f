import type { Ctx } from "../context.ts";
import { refusePrivate, tryDestination } from "../destinations/index.ts";
import { AppError } from "../platform/errors.ts";
import { serverOf } from "../platform/mongo.ts";
import { jobRepo } from "./repo.ts";

const RESERVED = new Set(["admin", "local", "config"]);
/** What jobs without a URI say instead of a server's name. */
const LEDGER_SERVER = "ledger";

export interface WantedDestination {
  readonly uri?: string | undefined;
  readonly database: string;
  readonly collectionPrefix: string;
}

export interface Conflict {
  readonly field: string;
  readonly reason: string;
  readonly whatToDo: string;
}

const serverName = ({ uri }: WantedDestination): string => (uri ? serverOf(uri) : LEDGER_SERVER);

/**
 * Checks a job's destination before it is stored.
 * @throws AppError 422 with the field and the reason.
 */
export async function checkDestination(
  ctx: Ctx,
  workspaceId: string,
  connector: string,
  destination: WantedDestination,
): Promise<{ server: string }> {
  const { uri } = destination;
  if (uri) refusePrivate(ctx, uri);
  const conflict = await destinationConflict(ctx, workspaceId, connector, destination);
  if (conflict)
    throw new AppError("unprocessable", `${conflict.field}: ${conflict.reason} ${conflict.whatToDo}`);
  await tryDestination(ctx, uri, destination.database);
  return { server: serverName(destination) };
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
  const { uri, database } = destination;
  const another = "Choose another name.";
  const ofDatabase = (reason: string): Conflict => ({
    field: "destination.database",
    reason,
    whatToDo: another,
  });
  if (RESERVED.has(database)) return ofDatabase(`${database} is reserved by MongoDB.`);
  const server = serverName(destination);
  const onLedgerServer = !uri || server === serverOf(ctx.config.MONGODB_URI ?? "");
  if (onLedgerServer && database === ctx.db.databaseName)
    return ofDatabase(`${database} holds the ledger itself.`);
  const users = (await jobRepo(ctx.db).usersOfDestination(server, database)).filter(
    (job) => job._id !== jobId,
  );
  if (onLedgerServer && users.some((job) => job.workspaceId !== workspaceId))
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
