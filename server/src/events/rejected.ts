import type { RejectedRequest, RejectReason } from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import { buckets } from "../platform/buckets.ts";
import type { AppError } from "../platform/errors.ts";
import { firstIdAt, newId } from "../platform/ids.ts";
import type { Endpoint } from "./endpoint.ts";
import { shownHeaders } from "./headers.ts";
import { type RejectedDoc, rejectedRepo } from "./rejected-repo.ts";
import { storedBytes } from "./repo.ts";
import type { Rollups } from "./rollups.ts";

const MAX_KEPT_BODY = 256 * 1024;
const MOST_COUNTED = 1_000;

export interface RejectedLog {
  record(
    endpoint: Pick<Endpoint, "workspaceId" | "jobId">,
    request: { headers: Record<string, string>; rawBody: Buffer; ip?: string | undefined },
    error: AppError,
    reason: RejectReason,
  ): void;
  /** Only counts one that is not worth keeping. */
  count(endpoint: Pick<Endpoint, "jobId">, reason: RejectReason): void;
}

/** Keeps the newest refused requests of each endpoint: 20 at once, then one a second, 200 in all (RULES 5). */
export function rejectedLog(ctx: Ctx, rollups: Pick<Rollups, "arrived">): RejectedLog {
  const rejected = rejectedRepo(ctx.db);
  const pace = buckets(20, 1);

  const count: RejectedLog["count"] = ({ jobId }, reason) =>
    rollups.arrived(jobId, { rejectedBy: { [reason]: 1 } });

  return {
    count,
    record(endpoint, request, error, reason) {
      count(endpoint, reason);
      if (!pace.take(endpoint.jobId, Date.now()).ok) return;
      const doc: RejectedDoc = {
        _id: newId("rej"),
        workspaceId: endpoint.workspaceId,
        jobId: endpoint.jobId,
        at: new Date(),
        status: error.status,
        code: error.code,
        reason,
        message: error.message,
        headers: request.headers,
        bytes: request.rawBody.length,
        ...(error.details !== undefined && { details: error.details }),
        ...(request.ip && { ip: request.ip }),
        ...(request.rawBody.length <= MAX_KEPT_BODY && { body: storedBytes(request.rawBody) }),
      };
      rejected
        .insert(doc)
        .then(() => ctx.nudge.send(`job ${endpoint.jobId}`))
        .catch((reason: unknown) =>
          ctx.log.warn({ jobId: endpoint.jobId, reason: String(reason) }, "rejected request not kept"),
        );
    },
  };
}

/** How many requests were refused since, kept, and not let in; at most 1,000 are counted. */
export const countOpenRejected = (ctx: Ctx, workspaceId: string, since: Date): Promise<number> =>
  rejectedRepo(ctx.db).countOpen(workspaceId, firstIdAt("rej", since), MOST_COUNTED);

/** Newest first, each with its diagnosis as `diagnose` tells it now. */
export async function listRejected(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
  page: { limit: number; cursor?: string | undefined },
  diagnose: (doc: RejectedDoc) => string,
): Promise<{ data: RejectedRequest[]; nextCursor: string | null }> {
  const found = await rejectedRepo(ctx.db).list(workspaceId, jobId, page.cursor, page.limit);
  const docs = found.slice(0, page.limit);
  return {
    data: docs.map((doc) => ({
      id: doc._id,
      at: doc.at.toISOString(),
      status: doc.status,
      code: doc.code,
      message: doc.message,
      ...(doc.ip && { ip: doc.ip }),
      headers: shownHeaders(doc.headers),
      bytes: doc.bytes,
      diagnosis: diagnose(doc),
    })),
    nextCursor: found.length > page.limit ? (docs.at(-1)?._id ?? null) : null,
  };
}
