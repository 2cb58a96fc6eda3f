import type { RejectReason } from "@sluice/shared/events";
import type { Binary, Db } from "mongodb";

/** The newest refused requests kept of each endpoint. */
const RING = 200;
const SMALL_BODY = 16 * 1024;

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

/** Those kept by earlier releases have only their code. */
export const reasonOf = ({
  reason,
  code,
  details,
}: Pick<RejectedDoc, "reason" | "code" | "details">): RejectReason =>
  reason ?? (details as { reason?: RejectReason } | undefined)?.reason ?? REASONS[code] ?? "unreadable";

const REASONS: Readonly<Record<string, RejectReason>> = {
  signature_invalid: "signature",
  payload_too_large: "too_large",
  encoding_unsupported: "compressed",
  endpoint_disabled: "disabled",
  secret_missing: "secret_missing",
};

export const ensureRejectedIndexes = (db: Db) =>
  db.collection("rejected_requests").createIndexes([
    { key: { jobId: 1, _id: -1 }, name: "newest" },
    { key: { workspaceId: 1, _id: -1, jobId: 1, reason: 1 }, name: "workspace" },
  ]);

export interface RejectedSearch {
  readonly workspaceId: string;
  /** Bounds of ids. */
  readonly ids: { readonly $gte?: string; readonly $lt?: string };
  readonly jobIds?: readonly string[] | undefined;
  readonly reasons?: readonly RejectReason[] | undefined;
}

const matching = ({ workspaceId, ids, jobIds, reasons }: RejectedSearch) => ({
  workspaceId,
  _id: ids,
  ...(jobIds && { jobId: { $in: [...jobIds] } }),
  ...(reasons && { reason: { $in: [...reasons] } }),
});

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
    /** Of some jobs, newest first, without bodies. */
    search: (search: RejectedSearch, limit: number) =>
      rejected
        .find(matching(search), { projection: { body: 0, headers: 0 } })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray(),
    /** How many of each job and reason, of the newest. */
    tally: ({ workspaceId, ids }: Pick<RejectedSearch, "workspaceId" | "ids">, most: number) =>
      rejected
        .aggregate<{ _id: { jobId: string; reason?: RejectReason }; n: number }>(
          [
            { $match: { workspaceId, _id: ids } },
            { $sort: { _id: -1 } },
            { $limit: most },
            { $group: { _id: { jobId: "$jobId", reason: "$reason" }, n: { $sum: 1 } } },
          ],
          { hint: "workspace" },
        )
        .toArray(),
    find: (workspaceId: string, id: string) => rejected.findOne({ _id: id, workspaceId }),
    findMany: (workspaceId: string, ids: readonly string[]) =>
      rejected.find({ _id: { $in: [...ids] }, workspaceId }).toArray(),
    /** The job's newest of the same reason that were not let in, none of them large. */
    alike: ({ _id, jobId, workspaceId, reason }: RejectedDoc, limit: number) =>
      rejected
        .find({
          jobId,
          workspaceId,
          _id: { $ne: _id },
          bytes: { $gt: 0, $lte: SMALL_BODY },
          admitted: { $exists: false },
          ...(reason && { reason }),
        })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray(),
    markAdmitted: (id: string, admitted: NonNullable<RejectedDoc["admitted"]>) =>
      rejected.updateOne({ _id: id, admitted: { $exists: false } }, { $set: { admitted } }),
    countOpen: (workspaceId: string, fromId: string, limit: number) =>
      rejected.countDocuments(
        { workspaceId, _id: { $gte: fromId }, admitted: { $exists: false } },
        { limit, hint: "workspace" },
      ),
  };
}
