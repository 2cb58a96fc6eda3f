import type { Migration } from "./migration.ts";

const DAYS = 90;

/** Statistics tell the times and causes of each type: the last 90 days are counted again, by the servers, in time. */
export const countByType: Migration = {
  version: 6,
  name: "mark the statistics of 90 days to be counted by type",
  async up(db) {
    const since = new Date(Date.now() - DAYS * 86_400_000);
    for await (const { _id: jobId } of db.collection("sync_jobs").find({}, { projection: { _id: 1 } }))
      await db
        .collection("event_stats")
        .updateMany({ jobId: String(jobId), minute: { $gte: since } }, { $inc: { dirty: 1 } });
  },
};
