import type { Db } from "mongodb";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { isDuplicateKey } from "../platform/mongo.ts";

/** Whose a database on the ledger's server is (RULES 21). */
interface OwnerDoc {
  /** The database's name. */
  _id: string;
  workspaceId: string;
  since: Date;
}

const owners = (db: Db) => db.collection<OwnerDoc>("database_owners");

export const databaseOwner = async (ctx: Ctx, database: string): Promise<string | undefined> =>
  (await owners(ctx.db).findOne({ _id: database }))?.workspaceId;

/**
 * Makes a database a workspace's own before anything of it is written there. It stays that when the job and the
 * workspace are gone, for the documents do.
 * @throws AppError 422 where it is another's.
 */
export async function ownDatabase(ctx: Ctx, workspaceId: string, database: string): Promise<void> {
  await owners(ctx.db)
    .insertOne({ _id: database, workspaceId, since: new Date() })
    .catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  if ((await databaseOwner(ctx, database)) !== workspaceId)
    throw new AppError(
      "unprocessable",
      `destination.database: ${database} belongs to another workspace. Choose another name.`,
    );
}
