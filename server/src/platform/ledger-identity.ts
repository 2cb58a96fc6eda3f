import type { Db } from "mongodb";

interface IdentityDoc {
  _id: "ledger" | "schema_version" | "import";
  id?: string;
  version?: number;
}

/** An import into this ledger was not finished: parts of it may be missing. */
export class UnfinishedImportError extends Error {
  override readonly name = "UnfinishedImportError";
}

const status = (db: Db) => db.collection<IdentityDoc>("platform_status");

export async function identityOf(db: Db): Promise<{ ledgerId?: string; schema?: number }> {
  const [ledger, schema] = await Promise.all([
    status(db).findOne({ _id: "ledger" }),
    status(db).findOne({ _id: "schema_version" }),
  ]);
  return {
    ...(ledger?.id !== undefined && { ledgerId: ledger.id }),
    ...(schema?.version !== undefined && { schema: schema.version }),
  };
}

/** Makes an empty ledger the one that an import brings, at the schema it was written with. */
export async function adoptIdentity(db: Db, ledgerId: string, schema: number): Promise<void> {
  await status(db).updateOne({ _id: "ledger" }, { $set: { id: ledgerId } }, { upsert: true });
  await status(db).updateOne(
    { _id: "schema_version" },
    { $set: { version: schema, history: [] } },
    { upsert: true },
  );
}

/** Which file is being imported into an empty ledger, by its checksum. */
export async function importUnderWay(db: Db): Promise<string | undefined> {
  return (await status(db).findOne({ _id: "import" }))?.id;
}
export const beginImport = (db: Db, sha256: string) =>
  status(db).updateOne({ _id: "import" }, { $set: { id: sha256 } }, { upsert: true });
export const endImport = (db: Db) => status(db).deleteOne({ _id: "import" });

/** @throws UnfinishedImportError */
export async function refuseUnfinishedImport(db: Db): Promise<void> {
  if (await importUnderWay(db))
    throw new UnfinishedImportError(
      "An import into this ledger was not finished: run npm run import with the same file again.",
    );
}
