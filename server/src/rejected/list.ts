import type { RejectReason } from "@sluice/shared/events";
import type { ListRejected, RejectedPage, RejectedSummary } from "@sluice/shared/rejected";
import type { Ctx } from "../context.ts";
import { type RejectedDoc, reasonOf, rejectedRepo } from "../events/index.ts";
import { firstIdAt } from "../platform/ids.ts";
import { ageOf, eventSource, jobRepo } from "../sync-jobs/index.ts";

/** So many of the newest are counted. */
const MOST_COUNTED = 5_000;
/** Refused for a signature that a person can stand in for. */
const ABOUT_SIGNATURES = new Set<RejectReason>([
  "header_missing",
  "header_malformed",
  "timestamp",
  "signature",
]);
const MAX_KEPT_BODY = 256 * 1024;

/** Refused requests of all jobs, newest first. @throws AppError `not_found` for a job that is another's. */
export async function listAllRejected(
  ctx: Ctx,
  workspaceId: string,
  { limit, cursor, from, to, jobId, reason }: ListRejected,
): Promise<RejectedPage> {
  const repo = rejectedRepo(ctx.db);
  const jobIds = jobId && (await eventSource(ctx).jobIds(workspaceId, jobId));
  const after = firstIdAt("rej", new Date(from ?? 0));
  const before = to && firstIdAt("rej", new Date(to));
  const past = [before, cursor].filter((id) => id !== undefined).sort()[0];
  const ids = (end: string | undefined) => ({ $gte: after, ...(end !== undefined && { $lt: end }) });
  const [found, cells] = await Promise.all([
    repo.search({ workspaceId, ids: ids(past), jobIds, reasons: reason }, limit + 1),
    cursor === undefined ? repo.tally({ workspaceId, ids: ids(before) }, MOST_COUNTED) : undefined,
  ]);
  const docs = found.slice(0, limit);
  const names = await jobRepo(ctx.db).namesOf(workspaceId, [...new Set(docs.map((doc) => doc.jobId))]);
  return {
    data: docs.map((doc) => summaryOf(doc, names.get(doc.jobId) ?? "a deleted job")),
    nextCursor: found.length > limit ? (docs.at(-1)?._id ?? null) : null,
    ...(cells && {
      counts: countsOf(
        cells.map(({ _id, n }) => ({ ..._id, n })),
        { jobId, reason },
      ),
    }),
  };
}

interface Cell {
  readonly jobId: string;
  readonly reason?: RejectReason;
  readonly n: number;
}

function countsOf(
  cells: readonly Cell[],
  { jobId, reason }: { jobId?: readonly string[] | undefined; reason?: readonly string[] | undefined },
): NonNullable<RejectedPage["counts"]> {
  const has = {
    jobId: (cell: Cell) => !jobId || jobId.includes(cell.jobId),
    reason: (cell: Cell) => !reason || (cell.reason !== undefined && reason.includes(cell.reason)),
  };
  const facet = (field: "jobId" | "reason", given: (cell: Cell) => boolean) => {
    const counts = new Map<string, number>();
    for (const cell of cells) {
      const value = cell[field];
      if (value !== undefined && given(cell)) counts.set(value, (counts.get(value) ?? 0) + cell.n);
    }
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  };
  return {
    total: cells.filter((cell) => has.jobId(cell) && has.reason(cell)).reduce((sum, { n }) => sum + n, 0),
    reason: facet("reason", has.jobId),
    jobId: facet("jobId", has.reason),
  };
}

export function summaryOf(doc: Omit<RejectedDoc, "body" | "headers">, jobName: string): RejectedSummary {
  const reason = reasonOf(doc);
  return {
    id: doc._id,
    at: doc.at.toISOString(),
    jobId: doc.jobId,
    jobName,
    reason,
    status: doc.status,
    code: doc.code,
    message: doc.message,
    bytes: doc.bytes,
    canAdmit: !doc.admitted && canAdmit(doc),
    ...(doc.ip && { ip: doc.ip }),
    ...(reason === "timestamp" && { ageSeconds: ageOf(doc) }),
    ...(doc.admitted && { admitted: { ...doc.admitted, at: doc.admitted.at.toISOString() } }),
  };
}

export const canAdmit = (doc: Pick<RejectedDoc, "bytes" | "reason" | "code" | "details">): boolean =>
  doc.bytes > 0 && doc.bytes <= MAX_KEPT_BODY && ABOUT_SIGNATURES.has(reasonOf(doc));
