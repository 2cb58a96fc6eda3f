import type { ReconcileOptions, RepairPreview, RepairWish, StartReconcile } from "@sluice/shared/reconcile";
import type { SyncRun } from "@sluice/shared/runs";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { askDestination, type Destinations, heldCollections } from "../destinations/index.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { activeRun, startRun } from "../runs/index.ts";
import { findJob, type JobDoc } from "../sync-jobs/index.ts";
import { wantedCollections } from "./check.ts";
import { findingsRepo } from "./findings-repo.ts";
import type { RepairInput } from "./repair.ts";
import { findReport } from "./reports.ts";
import { presentSchedule } from "./schedule.ts";

/** Why a job cannot be reconciled, and what to do. */
export function problemOf(job: JobDoc): string | undefined {
  const { name, api } = connectorOf(job.source.connector);
  if (!api) return `${name} has no lists that can be compared.`;
  if (!job.source.apiKey)
    return `To compare with ${name}, the job needs an API key of ${name}'s: set one in its settings. A key that may only read is enough.`;
  if (job.paused)
    return "The job is paused: what arrives is not written, so nothing can be equal. Resume it first.";
  return undefined;
}

export async function reconcileOptions(
  ctx: Ctx,
  destinations: Destinations,
  workspaceId: string,
  jobId: string,
): Promise<ReconcileOptions> {
  const job = await findJob(ctx, workspaceId, jobId);
  const wanted = wantedCollections(job);
  const { server, collectionPrefix: prefix } = job.destination;
  const held = await askDestination(
    server,
    () => destinations.open(job.destination),
    (db) => heldCollections(db, prefix),
  ).catch((error: unknown) => {
    if (error instanceof AppError) return undefined;
    throw error;
  });
  const entities = connectorOf(job.source.connector).api?.entities ?? [];
  return {
    problem: problemOf(job) ?? null,
    collections: entities.map(({ collection, title }) => ({
      collection,
      title,
      inDestination: held ? (held.get(`${prefix}${collection}`) ?? 0) : null,
      isWanted: wanted.has(collection),
    })),
    active: (await activeRun(ctx, jobId, "reconcile")) ?? null,
    schedule: presentSchedule(job),
  };
}

/** @throws AppError `unprocessable` for collections that the provider does not list. */
export function refuseUnknown(job: JobDoc, collections: readonly string[]): void {
  const { name, api } = connectorOf(job.source.connector);
  const known = new Set(api?.entities.map(({ collection }) => collection));
  const unknown = collections.filter((one) => !known.has(one));
  if (unknown.length > 0)
    throw new AppError("unprocessable", `collections: ${name} lists no ${unknown.join(", ")}.`);
}

/** @throws AppError 404; 409 while another is under way; 422 where it cannot be done, or for unknown collections. */
export async function startReconcile(
  ctx: Ctx,
  { workspaceId, actor }: Principal,
  jobId: string,
  { collections, ignore }: StartReconcile,
): Promise<SyncRun> {
  const job = await findJob(ctx, workspaceId, jobId);
  const problem = problemOf(job);
  if (problem) throw new AppError("unprocessable", problem);
  if (collections) refuseUnknown(job, collections);
  const input = { ...(collections && { collections: [...new Set(collections)] }), ignore };
  return startRun(ctx, { workspaceId, jobId, kind: "reconcile", input, actor });
}

/** @throws AppError 404. */
export async function previewRepair(
  ctx: Ctx,
  own: { workspaceId: string; jobId: string; runId: string },
  wish: RepairWish,
): Promise<RepairPreview> {
  const job = await findJob(ctx, own.workspaceId, own.jobId);
  await findReport(ctx, own);
  const counts = { missing: 0, stale: 0, extra: 0 };
  for (const one of await findingsRepo(ctx.db).count(own.runId)) {
    const isAsked = wish.kinds.includes(one.kind) && (wish.collections?.includes(one.collection) ?? true);
    if (one.state === "found" && isAsked) counts[one.kind] += one.count;
  }
  return {
    ...counts,
    total: counts.missing + counts.stale + counts.extra,
    deleteMode: job.webhookConfig.deleteMode,
  };
}

/** @throws AppError 404; 409 while another is under way; 422 where there is nothing to repair. */
export async function startRepair(
  ctx: Ctx,
  { workspaceId, actor }: Principal,
  { jobId, runId }: { jobId: string; runId: string },
  { kinds, collections }: RepairWish,
): Promise<SyncRun> {
  const own = { workspaceId, jobId, runId };
  const { total } = await previewRepair(ctx, own, { kinds, collections });
  if (total === 0)
    throw new AppError("unprocessable", "This reconciliation found nothing of that to repair.");
  const problem = problemOf(await findJob(ctx, workspaceId, jobId));
  if (problem) throw new AppError("unprocessable", problem);
  const { ignored } = await findReport(ctx, own);
  const input: RepairInput = {
    reportId: runId,
    kinds: [...new Set(kinds)],
    ...(collections && { collections: [...new Set(collections)] }),
    ignore: ignored,
  };
  return startRun(ctx, { workspaceId, jobId, kind: "repair", input, total: { count: total }, actor });
}
