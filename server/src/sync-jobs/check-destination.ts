import type { Ctx } from "../context.ts";
import { refusePrivate, tryDestination } from "../destinations/index.ts";
import { AppError } from "../platform/errors.ts";
import { serverOf } from "../platform/mongo.ts";
import { jobRepo } from "./repo.ts";

const RESERVED = new Set(["admin", "local", "config"]);
/** What jobs without a URI say instead of a server's name. */
const LEDGER_SERVER = "ledger";

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
