import type { Db } from "mongodb";
import { isDuplicateKey } from "../platform/mongo.ts";

/** Whose a database on the ledger's server is (RULES 21). */
interface OwnerDoc {
  /** The database's name. */
  _id: string;
  workspaceId: string;
  since: Date;
}

/** Databases stay their workspace's when the job and the workspace are gone, for the documents do. */
export function databaseOwnerRepo(db: Db) {
  const owners = db.collection<OwnerDoc>("database_owners");
  const ownerOf = async (database: string): Promise<string | undefined> =>
    (await owners.findOne({ _id: database }))?.workspaceId;
  return {
    ownerOf,
    /** False where it is another's: of several at once one succeeds. */
    async take(database: string, workspaceId: string): Promise<boolean> {
      await owners.insertOne({ _id: database, workspaceId, since: new Date() }).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
      return (await ownerOf(database)) === workspaceId;
    },
  };
}
