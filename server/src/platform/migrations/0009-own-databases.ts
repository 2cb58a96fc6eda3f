import type { Migration } from "./migration.ts";

/**
 * On the ledger's server a database was its workspace's as long as a job wrote there; now it is for good. It is the
 * first one's that is still known, also by a deleted job.
 */
export const ownDatabases: Migration = {
  version: 9,
  name: "note whose the databases on the ledger's server are",
  async up(db) {
    const hosts = db.client.options.hosts.join(",");
    const servers = ["ledger", hosts, hosts.replaceAll(/:27017(?=,|$)/g, "")];
    const jobs = db
      .collection<{ _id: string; workspaceId: string; createdAt: Date; destination: { database: string } }>(
        "sync_jobs",
      )
      .find({ "destination.server": { $in: servers } })
      .sort({ _id: 1 });
    const owners = db.collection<{ _id: string; workspaceId: string; since: Date }>("database_owners");
    for await (const { workspaceId, createdAt: since, destination } of jobs)
      await owners.updateOne(
        { _id: destination.database },
        { $setOnInsert: { workspaceId, since } },
        { upsert: true },
      );
  },
};
