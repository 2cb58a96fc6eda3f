import type { BulkKind, BulkOperation, BulkSelection, FrozenFilter } from "@sluice/shared/bulk";
import type { Ctx } from "../context.ts";
import type { Rollups } from "../events/index.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { audit } from "../workspaces/index.ts";
import { previewBulk } from "./preview.ts";
import { type BulkDoc, bulkRepo } from "./repo.ts";

export const BULK_REQUESTED = {
  retry: "events/retry-requested",
  replay: "events/replay-requested",
} as const satisfies Record<BulkKind, string>;
/** An operation that nobody has worked on for so long is handed over again. */
const FORGOTTEN_MS = 60_000;

export interface StartDeps {
  readonly rollups: Rollups;
  jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]>;
}

/**
 * Writes the wish down, its filter with an end, and hands it to a function.
 * @throws AppError 404 for another workspace's job.
 */
export async function startBulk(
  ctx: Ctx,
  deps: StartDeps,
  principal: Principal,
  kind: BulkKind,
  selection: BulkSelection,
): Promise<BulkOperation> {
  const { workspaceId, actor } = principal;
  const { eventIds, onlyFailed } = selection;
  const now = new Date();
  const filter = selection.filter && frozen(selection.filter, now);
  const { included } = await previewBulk(ctx, deps, workspaceId, { kind, ...selection, filter });
  const doc: BulkDoc = {
    _id: newId("bulk"),
    workspaceId,
    kind,
    ...(filter && { filter }),
    ...(eventIds && { eventIds }),
    onlyFailed,
    status: "pending",
    total: included,
    done: 0,
    skipped: 0,
    failed: 0,
    startedBy: { ...actor },
    startedAt: now,
    beatAt: now,
  };
  await bulkRepo(ctx.db).insert(doc);
  await audit(ctx, principal, `events.${kind}_started`, doc._id, {
    events: included.count,
    ...(included.estimated && { estimated: true }),
    ...(onlyFailed && { onlyFailed }),
    ...(filter && { filter: JSON.stringify(filter) }),
  });
  sendBulk(ctx, doc);
  return present(doc);
}

function frozen(filter: NonNullable<BulkSelection["filter"]>, now: Date): FrozenFilter {
  const to = filter.to && Date.parse(filter.to) < now.getTime() ? filter.to : now.toISOString();
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(given) as typeof filter), to } as FrozenFilter;
}

export async function listBulk(
  ctx: Ctx,
  workspaceId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: BulkOperation[]; nextCursor: string | null }> {
  const found = await bulkRepo(ctx.db).list(workspaceId, page.cursor, page.limit);
  const docs = found.slice(0, page.limit);
  return {
    data: docs.map(present),
    nextCursor: found.length > page.limit ? (docs.at(-1)?._id ?? null) : null,
  };
}

/** @throws AppError `not_found`. */
export async function getBulk(ctx: Ctx, workspaceId: string, id: string): Promise<BulkOperation> {
  const doc = await bulkRepo(ctx.db).find(workspaceId, id);
  if (!doc) throw notFound("bulk operation", id);
  return present(doc);
}

/**
 * No further events are begun; at most the chunk that is under way is still counted.
 * @throws AppError 404, 409 when it has ended.
 */
export async function stopBulk(ctx: Ctx, principal: Principal, id: string): Promise<BulkOperation> {
  const { workspaceId } = principal;
  const { kind } = await getBulk(ctx, workspaceId, id);
  if (!(await bulkRepo(ctx.db).requestStop(workspaceId, id, new Date())))
    throw new AppError("conflict", "This operation has ended, or was stopped before.");
  const stopped = await getBulk(ctx, workspaceId, id);
  const { done, skipped, failed } = stopped;
  await audit(ctx, principal, `events.${kind}_stopped`, id, { done, skipped, failed });
  sendBulk(ctx, { _id: id, kind });
  tellOfBulk(ctx, workspaceId, id);
  return stopped;
}

function sendBulk(ctx: Ctx, { _id: bulkId, kind }: Pick<BulkDoc, "_id" | "kind">): void {
  ctx.send({ name: BULK_REQUESTED[kind], data: { bulkId } }).catch((error: unknown) => {
    ctx.log.warn({ bulkId, reason: String(error) }, "bulk operation not handed over; the sweep repeats it");
    ctx.register();
  });
}

/** Hands over again what was lost on the way, or left by a worker that died. */
export async function resendBulk(ctx: Ctx): Promise<void> {
  for await (const doc of bulkRepo(ctx.db).forgotten(FORGOTTEN_MS * ctx.config.SLUICE_TIME_SCALE))
    sendBulk(ctx, doc);
}

/** Says on the live channel that an operation got further. */
export const tellOfBulk = (ctx: Ctx, workspaceId: string, id: string): void =>
  ctx.nudge.send(`workspace ${workspaceId} bulk ${id}`);

export function present(doc: BulkDoc): BulkOperation {
  const { done, skipped, failed } = doc;
  const isStopping = doc.stopRequestedAt !== undefined && doc.status !== "done";
  return {
    id: doc._id,
    kind: doc.kind,
    status: isStopping ? "stopped" : doc.status,
    filter: doc.filter ?? null,
    onlyFailed: doc.onlyFailed,
    total: doc.status === "done" ? { count: done + skipped + failed } : doc.total,
    done,
    skipped,
    failed,
    startedBy: doc.startedBy,
    startedAt: doc.startedAt.toISOString(),
    finishedAt: (doc.finishedAt ?? doc.stopRequestedAt)?.toISOString() ?? null,
    problem: doc.problem ?? null,
  };
}
