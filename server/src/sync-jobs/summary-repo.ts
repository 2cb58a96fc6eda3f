import type { Db, Filter } from "mongodb";
import type { JobDoc } from "./repo.ts";

/** A workspace has far fewer; beyond it the oldest are not summed up. */
const MOST = 1_000;

export interface JobWithLast {
  readonly job: JobDoc;
  readonly lastEventAt: Date | undefined;
}

export const summaryRepo = (db: Db) => {
  /** Each with the time of its last event: one query. */
  async function withLast(match: Filter<JobDoc>): Promise<JobWithLast[]> {
    const found = await db
      .collection<JobDoc>("sync_jobs")
      .aggregate<JobDoc & { last: Array<{ receivedAt: Date }> }>([
        { $match: { ...match, deletedAt: { $exists: false } } },
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
  }
  return {
    /** The workspace's jobs, the newest first. */
    jobs: (workspaceId: string) => withLast({ workspaceId }),
    /** For functions, which are given the ids by the ledger itself. */
    ofIds: (ids: readonly string[]) => withLast({ _id: { $in: [...ids] } }),
  };
};
