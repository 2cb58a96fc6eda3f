import type { ExecutionError, ExecutionStatus } from "@sluice/shared/sync-jobs";
import type { Db } from "mongodb";
import { eventRows } from "../events/index.ts";
import { firstIdAt } from "../platform/ids.ts";

/** What one step of a run did. `at` and `ms` are when it began and how long it lasted. */
export interface StepDoc {
  claimed: number;
  applied: number;
  failed: number;
  batches?: number;
  at?: Date;
  ms?: number;
}

export interface ExecutionDoc {
  _id: string;
  jobId: string;
  workspaceId: string;
  status: ExecutionStatus;
  startedAt: Date;
  updatedAt: Date;
  steps: Record<string, StepDoc>;
  message?: string;
}

export interface ExecutionFilter {
  readonly status?: readonly ExecutionStatus[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Where the page before ended. */
  readonly before?: { readonly startedAt: Date; readonly id: string } | undefined;
}

/** Failed events that are looked through for those of one run. */
const LOOKED_THROUGH = 2_000;
const ERRORS = 20;

export const ensureExecutionIndexes = (db: Db) =>
  db.collection("job_executions").createIndexes([
    { key: { jobId: 1, startedAt: -1, _id: -1 }, name: "started" },
    { key: { jobId: 1, status: 1, startedAt: -1, _id: -1 }, name: "status" },
    { key: { jobId: 1, updatedAt: 1 }, name: "job-age" },
  ]);

export function executionRepo(db: Db) {
  const executions = db.collection<ExecutionDoc>("job_executions");
  return {
    /** Steps are set by their number, so that a step that ran twice counts once. */
    async recordStep(
      execution: Pick<ExecutionDoc, "_id" | "jobId" | "workspaceId" | "status" | "message">,
      step: string,
      done: StepDoc,
      now: Date,
    ) {
      await executions.updateOne(
        { _id: execution._id },
        {
          $set: {
            status: execution.status,
            updatedAt: now,
            [`steps.${step}`]: done,
            ...(execution.message && { message: execution.message }),
          },
          $setOnInsert: {
            jobId: execution.jobId,
            workspaceId: execution.workspaceId,
            startedAt: done.at ?? now,
          },
        },
        { upsert: true },
      );
    },

    /** A run whose last step found nothing to do, or that another goes on for. */
    async end(id: string, now: Date) {
      await executions.updateOne(
        { _id: id, status: "running" },
        { $set: { status: "completed", updatedAt: now } },
      );
    },

    find: (workspaceId: string, jobId: string, id: string) =>
      executions.findOne({ _id: id, jobId, workspaceId }),

    /** Newest first; one more than `limit`. */
    list: (
      workspaceId: string,
      jobId: string,
      { status, from, to, before }: ExecutionFilter,
      limit: number,
    ) => {
      const started = { ...(from && { $gte: from }), ...(to && { $lt: to }) };
      const older = before && [
        { startedAt: { $lt: before.startedAt } },
        { startedAt: before.startedAt, _id: { $lt: before.id } },
      ];
      return executions
        .find({
          jobId,
          workspaceId,
          ...(status && { status: { $in: [...status] } }),
          ...(Object.keys(started).length > 0 && { startedAt: started }),
          ...(older && { $or: older }),
        })
        .sort({ startedAt: -1, _id: -1 })
        .limit(limit + 1)
        .toArray();
    },

    /** What failed in a run, the commonest first, of the job's newest failures at its end. */
    async errors({ _id, jobId, updatedAt }: ExecutionDoc): Promise<ExecutionError[]> {
      const found = await eventRows(db)
        .aggregate<{ _id: { code?: string; message?: string }; n: number; eventId: string }>([
          {
            $match: {
              jobId,
              status: "failed",
              _id: { $lt: firstIdAt("evt", new Date(updatedAt.getTime() + 1)) },
            },
          },
          { $sort: { _id: -1 } },
          { $limit: LOOKED_THROUGH },
          { $match: { executionId: _id } },
          {
            $group: {
              _id: { code: "$error.code", message: "$error.message" },
              n: { $sum: 1 },
              eventId: { $first: "$_id" },
            },
          },
          { $sort: { n: -1, eventId: -1 } },
          { $limit: ERRORS },
        ])
        .toArray();
      return found.map(({ _id: error, n, eventId }) => ({
        code: error.code ?? "unknown",
        message: error.message ?? "",
        events: n,
        eventId,
      }));
    },

    removeBefore: (jobId: string, cutoff: Date) =>
      executions.deleteMany({ jobId, updatedAt: { $lt: cutoff } }),
  };
}
