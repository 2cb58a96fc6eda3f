import type { Erasure, RequestErasure } from "@sluice/shared/erasures";
import type { Ctx } from "../context.ts";
import { suppressedRepo } from "../events/index.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { findJob } from "../sync-jobs/index.ts";
import { audit } from "../workspaces/index.ts";
import { type ErasureDoc, erasureRepo } from "./repo.ts";

export const ERASURE_REQUESTED = "erasures/requested";
/** An erasure that nobody has worked on for so long is asked for again; at most its waits take half of it. */
const FORGOTTEN_MS = 120_000;

/**
 * Writes the wish down and hands it to the function `objects-erase`. Later events are set aside from now on.
 * @throws AppError 404 for another workspace's job.
 */
export async function requestErasure(
  ctx: Ctx,
  principal: Principal,
  { jobId, ...input }: RequestErasure,
): Promise<Erasure> {
  const { workspaceId, actor } = principal;
  if (jobId) await findJob(ctx, workspaceId, jobId);
  const now = new Date();
  const doc: ErasureDoc = {
    _id: newId("era"),
    workspaceId,
    ...(jobId && { jobId }),
    ...input,
    state: "requested",
    pass: 1,
    phase: "events",
    fromJob: "",
    collections: [],
    counts: { events: 0, rejected: 0, documents: 0 },
    requestedBy: { ...actor },
    requestedAt: now,
    beatAt: now,
  };
  await erasureRepo(ctx.db).insert(doc);
  if (input.suppress) await suppressedRepo(ctx.db).add(jobId ?? workspaceId, input.objectIds, doc._id);
  await audit(ctx, principal, "erasure.requested", doc._id, {
    objects: input.objectIds.length,
    keepDestination: input.keepDestination,
    suppress: input.suppress,
    ...(jobId && { jobId }),
  });
  sendErasure(ctx, doc._id);
  return present(doc);
}

export async function listErasures(
  ctx: Ctx,
  workspaceId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: Erasure[]; nextCursor: string | null }> {
  const found = await erasureRepo(ctx.db).list(workspaceId, page.cursor, page.limit);
  const docs = found.slice(0, page.limit);
  return {
    data: docs.map(present),
    nextCursor: found.length > page.limit ? (docs.at(-1)?._id ?? null) : null,
  };
}

/** @throws AppError `not_found`. */
export async function getErasure(ctx: Ctx, workspaceId: string, id: string): Promise<Erasure> {
  const doc = await erasureRepo(ctx.db).find(workspaceId, id);
  if (!doc) throw notFound("erasure", id);
  return present(doc);
}

/** @throws AppError 404, 409 when it is under way or sets nothing aside. */
export async function liftErasure(ctx: Ctx, principal: Principal, id: string): Promise<Erasure> {
  const { workspaceId } = principal;
  const { state, suppress } = await getErasure(ctx, workspaceId, id);
  if (!(await erasureRepo(ctx.db).lift(workspaceId, id, new Date())))
    throw new AppError(
      "conflict",
      state !== "done"
        ? "This erasure is not done yet."
        : suppress
          ? "This erasure has been lifted before."
          : "This erasure sets no later events aside.",
    );
  await suppressedRepo(ctx.db).remove(id);
  await audit(ctx, principal, "erasure.lifted", id);
  sendErasure(ctx, id);
  return getErasure(ctx, workspaceId, id);
}

function sendErasure(ctx: Ctx, erasureId: string): void {
  ctx.send({ name: ERASURE_REQUESTED, data: { erasureId } }).catch((error: unknown) => {
    ctx.log.warn({ erasureId, reason: String(error) }, "erasure not handed over; the sweep repeats it");
    ctx.register();
  });
}

/** Hands over again what was lost on the way, or left by a worker that died. */
export async function resendErasures(ctx: Ctx): Promise<void> {
  for await (const { _id } of erasureRepo(ctx.db).forgotten(FORGOTTEN_MS * ctx.config.SLUICE_TIME_SCALE))
    sendErasure(ctx, _id);
}

const STATES = { requested: "waiting", running: "running", lifting: "running", done: "done" } as const;

const present = (doc: ErasureDoc): Erasure => ({
  id: doc._id,
  state: doc.problem ? "waiting" : STATES[doc.state],
  jobId: doc.jobId ?? null,
  objectIds: doc.objectIds,
  keepDestination: doc.keepDestination,
  suppress: doc.suppress,
  requestedBy: doc.requestedBy,
  requestedAt: doc.requestedAt.toISOString(),
  finishedAt: doc.finishedAt?.toISOString() ?? null,
  liftedAt: doc.liftedAt?.toISOString() ?? null,
  counts: doc.counts,
  problem: doc.problem ?? null,
});
