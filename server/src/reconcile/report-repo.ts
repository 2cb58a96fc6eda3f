import type { ReconcileReport } from "@sluice/shared/reconcile";
import type { Db } from "mongodb";

export interface ReportDoc
  extends Omit<ReconcileReport, "runId" | "startedAt" | "finishedAt" | "repairs" | "jobId"> {
  /** The run's. */
  _id: string;
  workspaceId: string;
  jobId: string;
  startedAt: Date;
  finishedAt: Date;
  /** The schedule asks for it, and nobody has begun. */
  repairDue?: true;
  repairs: Array<Omit<ReconcileReport["repairs"][number], "at"> & { at: Date }>;
}

export const ensureReportIndexes = (db: Db) =>
  db.collection("reconcile_reports").createIndexes([
    { key: { jobId: 1, _id: -1 }, name: "newest" },
    {
      key: { repairDue: 1 },
      name: "repair_due",
      partialFilterExpression: { repairDue: { $exists: true } },
    },
  ]);

export function reportRepo(db: Db) {
  const reports = db.collection<ReportDoc>("reconcile_reports");
  return {
    /** Also when it was written before. */
    put: ({ _id, ...report }: ReportDoc) => reports.replaceOne({ _id }, report, { upsert: true }),
    find: (workspaceId: string, jobId: string, runId: string) =>
      reports.findOne({ _id: runId, workspaceId, jobId }),
    list: (workspaceId: string, jobId: string, beforeId: string | undefined, limit: number) =>
      reports
        .find(
          { jobId, workspaceId, ...(beforeId && { _id: { $lt: beforeId } }) },
          { projection: { collections: 0 } },
        )
        .sort({ _id: -1 })
        .limit(limit)
        .toArray(),
    /** Once for each repair. */
    addRepair: (runId: string, repair: ReportDoc["repairs"][number]) =>
      reports.updateOne(
        { _id: runId, "repairs.runId": { $ne: repair.runId } },
        { $push: { repairs: repair } },
      ),
    /** Across workspaces: those whose schedule asks for a repair. */
    repairsDue: (limit: number) => reports.find({ repairDue: true }).limit(limit).toArray(),
    repairBegun: (runId: string) => reports.updateOne({ _id: runId }, { $unset: { repairDue: "" } }),
    removeBefore: (jobId: string, runId: string) => reports.deleteMany({ jobId, _id: { $lt: runId } }),
    removeOf: (jobId: string) => reports.deleteMany({ jobId }),
  };
}
