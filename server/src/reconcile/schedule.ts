import type { ReconcileSchedule, SetReconcileSchedule } from "@sluice/shared/reconcile";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { runRepo, tryStartRun } from "../runs/index.ts";
import { findJob, type JobDoc, jobRepo, nextTime, previewSchedule } from "../sync-jobs/index.ts";
import { audit } from "../workspaces/index.ts";
import type { RepairInput } from "./repair.ts";
import { reportRepo } from "./report-repo.ts";
import { problemOf, refuseUnknown } from "./start.ts";
import { KINDS } from "./verdict.ts";

/** Of one look; the others are due at the next. */
const MOST = 100;
/** So many documents may be deleted without a person, even where they are most of what is there. */
const FEW = 10;
const DOUBTFUL =
  "Most of what is there seemed extra, as with a key of another account: a schedule deletes none of it. Look at the report, and repair it by hand if it is right.";

/** @throws AppError 404; `invalid_input` for a schedule that never comes; 422 where the job cannot be reconciled. */
export async function setSchedule(
  ctx: Ctx,
  principal: Principal,
  jobId: string,
  { schedule }: SetReconcileSchedule,
): Promise<{ schedule: ReconcileSchedule | null }> {
  const { workspaceId } = principal;
  const job = await findJob(ctx, workspaceId, jobId);
  const repo = jobRepo(ctx.db);
  if (!schedule) {
    await repo.setReconcile(workspaceId, jobId, undefined, undefined);
    if (job.reconcile) await audit(ctx, principal, "sync_job.reconcile_schedule_removed", jobId);
    return { schedule: null };
  }
  const problem = problemOf({ ...job, paused: false });
  if (problem) throw new AppError("unprocessable", problem);
  if (schedule.collections) refuseUnknown(job, schedule.collections);
  const { timezone = job.timezone, collections, ...rest } = schedule;
  const kept = { ...rest, timezone, ...(collections && { collections: [...collections] }) };
  previewSchedule(kept);
  await repo.setReconcile(workspaceId, jobId, kept, nextTime(kept, new Date()));
  await audit(ctx, principal, "sync_job.reconcile_schedule_set", jobId, {
    cron: kept.cron,
    timezone,
    repair: kept.repair,
  });
  ctx.nudge.send(`job ${jobId}`);
  return { schedule: presentSchedule(await findJob(ctx, workspaceId, jobId)) };
}

export function presentSchedule({ reconcile, nextReconcileAt }: JobDoc): ReconcileSchedule | null {
  if (!reconcile) return null;
  const { cron, timezone, repair, ignore, collections = null } = reconcile;
  return { cron, timezone, repair, ignore, collections, nextAt: nextReconcileAt?.toISOString() ?? null };
}

/**
 * Starts a reconciliation for each schedule that has come, however often it was missed, and moves it on; and the
 * repairs of those that ended, where their job asks for that. Of two that look at once, one starts.
 */
export async function startDueReconciles(
  ctx: Ctx,
  now = new Date(),
): Promise<{ started: number; more: boolean }> {
  const jobs = jobRepo(ctx.db);
  // A repair comes before the next comparison, which it would otherwise never find ended.
  let started = await startDueRepairs(ctx);
  const due = await jobs.reconcilesDue(now, MOST);
  for (const { _id: jobId, workspaceId, reconcile, nextReconcileAt } of due) {
    if (!reconcile || !nextReconcileAt) continue;
    const { collections, ignore } = reconcile;
    const run = await tryStartRun(ctx, {
      workspaceId,
      jobId,
      kind: "reconcile",
      input: { ...(collections && { collections }), ignore },
      dueKey: `${jobId}:reconcile:${nextReconcileAt.toISOString()}`,
    });
    if (run) started += 1;
    await jobs.moveReconcileOn(jobId, nextReconcileAt, nextTime(reconcile, now));
    ctx.nudge.send(`job ${jobId}`);
  }
  return { started, more: due.length === MOST };
}

async function startDueRepairs(ctx: Ctx): Promise<number> {
  const reports = reportRepo(ctx.db);
  let started = 0;
  for (const { _id, jobId, workspaceId, ignored, totals } of await reports.repairsDue(MOST)) {
    const isDoubtful = totals.extra > FEW && totals.extra > totals.inDestination / 2;
    const kinds = isDoubtful ? KINDS.filter((kind) => kind !== "extra") : KINDS;
    const input: RepairInput = { reportId: _id, kinds, ignore: ignored };
    const total = { count: kinds.reduce((sum, kind) => sum + totals[kind], 0) };
    const dueKey = `${jobId}:repair:${_id}`;
    const notes = isDoubtful ? [DOUBTFUL] : [];
    const run = await tryStartRun(ctx, { workspaceId, jobId, kind: "repair", input, total, notes, dueKey });
    if (run) started += 1;
    if (run || (await runRepo(ctx.db).hasStarted(dueKey))) await reports.repairBegun(_id);
  }
  return started;
}
