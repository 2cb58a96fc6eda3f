import type { Migration } from "./migration.ts";

/** Claims were kept on the rows, as a status and a lease; now a document for each batch holds them. */
export const claimByBatch: Migration = {
  version: 2,
  name: "take the claims off the rows",
  async up(db) {
    const rows = db.collection("webhook_events");
    for await (const { _id } of db.collection("lanes").find({}, { projection: { _id: 1 } }))
      await rows.updateMany(
        { lane: _id, status: "processing" },
        { $set: { status: "pending" }, $unset: { lease: "" } },
      );
    if (await rows.indexExists("claim").catch(() => false)) await rows.dropIndex("claim");
  },
};
