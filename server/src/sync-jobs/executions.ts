import type { Execution, ExecutionDetail, ExecutionStep, ListExecutions } from "@sluice/shared/sync-jobs";
import type * as z from "zod";
import type { Ctx } from "../context.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { type ExecutionDoc, executionRepo } from "./execution-repo.ts";
import { findJob } from "./jobs.ts";

/** Runs of a job's drain, newest first. */
export async function listExecutions(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
  { limit, cursor, ...filter }: z.output<typeof ListExecutions>,
): Promise<{ data: Execution[]; nextCursor: string | null }> {
  await findJob(ctx, workspaceId, jobId);
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const found = await executionRepo(ctx.db).list(workspaceId, jobId, { ...filter, before }, limit);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    data: rows.map(present),
    nextCursor: found.length > limit && last ? `${last.startedAt.getTime()}.${last._id}` : null,
  };
}

/** @throws AppError `not_found`. */
export async function getExecution(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
  id: string,
): Promise<ExecutionDetail> {
  const repo = executionRepo(ctx.db);
  const found = await repo.find(workspaceId, jobId, id);
  if (!found) throw notFound("execution", id);
  return { ...present(found), timeline: timeline(found), errors: await repo.errors(found) };
}

function readCursor(cursor: string): { startedAt: Date; id: string } {
  const [, ms, id] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  if (ms === undefined || id === undefined)
    throw new AppError("invalid_input", "cursor: is not one of a previous page.");
  return { startedAt: new Date(Number(ms)), id };
}

function present(row: ExecutionDoc): Execution {
  const steps = timeline(row);
  const total = (field: "batches" | "claimed" | "applied" | "failed") =>
    steps.reduce((sum, step) => sum + step[field], 0);
  return {
    id: row._id,
    jobId: row.jobId,
    status: row.status,
    startedAt: row.startedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    durationMs: Math.max(0, row.updatedAt.getTime() - row.startedAt.getTime()),
    steps: steps.length,
    batches: total("batches"),
    claimed: total("claimed"),
    applied: total("applied"),
    failed: total("failed"),
    ...(row.message && { message: row.message }),
  };
}

function timeline({ steps }: ExecutionDoc): ExecutionStep[] {
  return Object.entries(steps)
    .map(([step, { at, ms = 0, batches = 0, claimed, applied, failed }]) => ({
      step: Number(step),
      ...(at && { startedAt: at.toISOString() }),
      ms,
      batches,
      claimed,
      applied,
      failed,
    }))
    .sort((a, b) => a.step - b.step);
}
