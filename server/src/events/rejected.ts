import type { RejectedRequest } from "@sluice/shared/events";
import { Binary, type Db } from "mongodb";
import type { Ctx } from "../context.ts";
import type { AppError } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { buckets } from "./buckets.ts";
import type { Endpoint } from "./endpoint.ts";

const RING = 200;
const MAX_KEPT_BODY = 256 * 1024;

export interface RejectedDoc {
  _id: string;
  workspaceId: string;
  jobId: string;
  at: Date;
  status: number;
  code: string;
  message: string;
  details?: unknown;
  ip?: string;
  headers: Record<string, string>;
  body?: Binary;
  bytes: number;
}

export const ensureRejectedIndexes = (db: Db) =>
  db.collection("rejected_requests").createIndexes([{ key: { jobId: 1, _id: -1 }, name: "newest" }]);

export interface RejectedLog {
  record(
    endpoint: Pick<Endpoint, "workspaceId" | "jobId">,
    request: { headers: Record<string, string>; rawBody: Buffer; ip?: string | undefined },
    error: AppError,
  ): void;
}

/** Keeps the newest refused requests of each endpoint: 20 at once, then one a second, 200 in all (RULES 5). */
export function rejectedLog(ctx: Ctx): RejectedLog {
  const rejected = ctx.db.collection<RejectedDoc>("rejected_requests");
  const pace = buckets(20, 1);

  async function write(doc: RejectedDoc): Promise<void> {
    await rejected.insertOne(doc);
    const [oldest] = await rejected
      .find({ jobId: doc.jobId }, { projection: { _id: 1 } })
      .sort({ _id: -1 })
      .skip(RING)
      .limit(1)
      .toArray();
    if (oldest) await rejected.deleteMany({ jobId: doc.jobId, _id: { $lte: oldest._id } });
  }

  return {
    record(endpoint, request, error) {
      if (!pace.take(endpoint.jobId, Date.now()).ok) return;
      const doc: RejectedDoc = {
        _id: newId("rej"),
        workspaceId: endpoint.workspaceId,
        jobId: endpoint.jobId,
        at: new Date(),
        status: error.status,
        code: error.code,
        message: error.message,
        headers: request.headers,
        bytes: request.rawBody.length,
        ...(error.details !== undefined && { details: error.details }),
        ...(request.ip && { ip: request.ip }),
        ...(request.rawBody.length <= MAX_KEPT_BODY && { body: new Binary(request.rawBody) }),
      };
      write(doc).catch((reason: unknown) =>
        ctx.log.warn({ jobId: endpoint.jobId, reason: String(reason) }, "rejected request not kept"),
      );
    },
  };
}

/** Newest first, each with its diagnosis as `diagnose` tells it now. */
export async function listRejected(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
  page: { limit: number; cursor?: string | undefined },
  diagnose: (doc: RejectedDoc) => string,
): Promise<{ data: RejectedRequest[]; nextCursor: string | null }> {
  const found = await ctx.db
    .collection<RejectedDoc>("rejected_requests")
    .find({ jobId, workspaceId, ...(page.cursor && { _id: { $lt: page.cursor } }) })
    .sort({ _id: -1 })
    .limit(page.limit + 1)
    .toArray();
  const docs = found.slice(0, page.limit);
  return {
    data: docs.map((doc) => ({
      id: doc._id,
      at: doc.at.toISOString(),
      status: doc.status,
      code: doc.code,
      message: doc.message,
      ...(doc.ip && { ip: doc.ip }),
      headers: doc.headers,
      bytes: doc.bytes,
      diagnosis: diagnose(doc),
    })),
    nextCursor: found.length > page.limit ? (docs.at(-1)?._id ?? null) : null,
  };
}
