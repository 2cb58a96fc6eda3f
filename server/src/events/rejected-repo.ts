import type { RejectReason } from "@sluice/shared/events";
import type { Binary, Db } from "mongodb";

/** The newest refused requests kept of each endpoint. */
const RING = 200;

export interface RejectedDoc {
  _id: string;
  workspaceId: string;
  jobId: string;
  at: Date;
  status: number;
  code: string;
  /** Absent on those kept by earlier releases. */
  reason?: RejectReason;
  message: string;
  details?: unknown;
  ip?: string;
  headers: Record<string, string>;
  body?: Binary;
  bytes: number;
  /** A person let it in: it is this event now. */
  admitted?: { by: string; at: Date; eventId: string };
}

export const ensureRejectedIndexes = (db: Db) =>
  db.collection("rejected_requests").createIndexes([
    { key: { jobId: 1, _id: -1 }, name: "newest" },
    { key: { workspaceId: 1, _id: -1, jobId: 1, reason: 1 }, name: "workspace" },
  ]);

export function rejectedRepo(db: Db) {
  const rejected = db.collection<RejectedDoc>("rejected_requests");
  return {
    /** Adds one and forgets what falls out of the ring. */
    async insert(doc: RejectedDoc): Promise<void> {
      await rejected.insertOne(doc);
      const [oldest] = await rejected
        .find({ jobId: doc.jobId }, { projection: { _id: 1 } })
        .sort({ _id: -1 })
        .skip(RING)
        .limit(1)
        .toArray();
      if (oldest) await rejected.deleteMany({ jobId: doc.jobId, _id: { $lte: oldest._id } });
    },
    list: (workspaceId: string, jobId: string, beforeId: string | undefined, limit: number) =>
      rejected
        .find({ jobId, workspaceId, ...(beforeId && { _id: { $lt: beforeId } }) })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .toArray(),
    countOpen: (workspaceId: string, fromId: string, limit: number) =>
      rejected.countDocuments(
        { workspaceId, _id: { $gte: fromId }, admitted: { $exists: false } },
        { limit, hint: "workspace" },
      ),
  };
}
