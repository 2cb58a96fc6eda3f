import type { Db } from "mongodb";
import type { JobDoc } from "./repo.ts";

/** A workspace has far fewer; beyond it the oldest are not summed up. */
const MOST = 1_000;

export interface JobWithLast {
  readonly job: JobDoc;
  readonly lastEventAt: Date | undefined;
}

export const summaryRepo = (db: Db) => ({
  /** The workspace's jobs, the newest first, each with the time of its last event: one query. */
  async jobs(workspaceId: string): Promise<JobWithLast[]> {
    const found = await db
      .collection<JobDoc>("sync_jobs")
      .aggregate<JobDoc & { last: Array<{ receivedAt: Date }> }>([
        { $match: { workspaceId, deletedAt: { $exists: false } } },
        { $sort: { _id: -1 } },
        { $limit: MOST },
        {
          $lookup: {
            from: "webhook_events",
            let: { id: "$_id" },
            pipeline: [
              { $match: { $expr: { $eq: ["$jobId", "$$id"] } } },
              { $sort: { jobId: 1, _id: -1 } },
              { $limit: 1 },
              { $project: { receivedAt: 1 } },
            ],
            as: "last",
          },
        },
      ])
      .toArray();
    return found.map(({ last, ...job }) => ({ job, lastEventAt: last[0]?.receivedAt }));
  },
});
