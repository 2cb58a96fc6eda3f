import type { Migration } from "./migration.ts";

/**
 * Statistics are summed up by half hours and days, and tell types and causes of failure: every minute is counted
 * again, by the servers, when they find the time. Failed events are found by their cause and type.
 */
export const recountTheStatistics: Migration = {
  version: 5,
  name: "mark the statistics to be counted again",
  async up(db) {
    await db.collection("event_stats").updateMany({}, { $inc: { dirty: 1 } });
    const jobs = await db
      .collection<{ _id: string }>("sync_jobs")
      .find({}, { projection: { _id: 1 } })
      .toArray();
    for (const { _id: jobId } of jobs)
      await db
        .collection("webhook_events")
        .updateMany({ jobId, status: "failed", terms: { $not: /^failed:/ } }, [
          {
            $set: {
              terms: {
                $concatArrays: [
                  { $ifNull: ["$terms", []] },
                  [
                    { $concat: ["failed:", "$type"] },
                    { $concat: ["error:", { $ifNull: ["$error.code", "unknown"] }] },
                  ],
                ],
              },
            },
          },
        ]);
  },
};
