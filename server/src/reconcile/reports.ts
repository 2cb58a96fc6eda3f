import type {
  ListFindings,
  ReconcileFinding,
  ReconcileReport,
  ReconcileSummary,
} from "@sluice/shared/reconcile";
import type { Ctx } from "../context.ts";
import { notFound } from "../platform/errors.ts";
import { type FindingDoc, findingsRepo } from "./findings-repo.ts";
import { type ReportDoc, reportRepo } from "./report-repo.ts";

interface Own {
  readonly workspaceId: string;
  readonly jobId: string;
}

export async function listReports(
  ctx: Ctx,
  { workspaceId, jobId }: Own,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ data: ReconcileSummary[]; nextCursor: string | null }> {
  const found = await reportRepo(ctx.db).list(workspaceId, jobId, cursor, limit + 1);
  const reports = found.slice(0, limit);
  return {
    data: reports.map(summaryOf),
    nextCursor: found.length > limit ? (reports.at(-1)?._id ?? null) : null,
  };
}

/** @throws AppError `not_found`. */
export async function findReport(
  ctx: Ctx,
  { workspaceId, jobId, runId }: Own & { runId: string },
): Promise<ReportDoc> {
  const report = await reportRepo(ctx.db).find(workspaceId, jobId, runId);
  if (!report) throw notFound("reconciliation", runId);
  return report;
}

/** @throws AppError `not_found`. */
export async function getReport(ctx: Ctx, own: Own & { runId: string }): Promise<ReconcileReport> {
  const report = await findReport(ctx, own);
  return { ...summaryOf(report), collections: report.collections, ignored: report.ignored };
}

/** @throws AppError `not_found`. */
export async function listFindings(
  ctx: Ctx,
  own: Own & { runId: string },
  { collection, kind, cursor, limit }: ListFindings,
): Promise<{ data: ReconcileFinding[]; nextCursor: string | null }> {
  await findReport(ctx, own);
  // A cursor is `<collection>:<object id>`.
  const found = await findingsRepo(ctx.db).list(own, {
    collections: collection === undefined ? undefined : [collection],
    kinds: kind === undefined ? undefined : [kind],
    after: cursor === undefined ? undefined : `${own.runId}:${cursor}`,
    limit: limit + 1,
  });
  const findings = found.slice(0, limit);
  const last = findings.at(-1);
  return {
    data: findings.map(presentFinding),
    nextCursor: found.length > limit && last ? `${last.collection}:${last.objectId}` : null,
  };
}

const presentFinding = (finding: FindingDoc): ReconcileFinding => ({
  collection: finding.collection,
  id: finding.objectId,
  kind: finding.kind,
  reason: finding.reason ?? null,
  differences: finding.differences ?? null,
  syncedAt: finding.syncedAt?.toISOString() ?? null,
  repair: finding.repair ?? null,
});

const summaryOf = (report: ReportDoc): ReconcileSummary => ({
  runId: report._id,
  jobId: report.jobId,
  startedAt: report.startedAt.toISOString(),
  finishedAt: report.finishedAt.toISOString(),
  verdict: report.verdict,
  text: report.text,
  totals: report.totals,
  requests: report.requests,
  isScheduled: report.isScheduled,
  repairs: report.repairs.map((repair) => ({ ...repair, at: repair.at.toISOString() })),
});
