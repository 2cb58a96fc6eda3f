import type { ListRuns, RunKind, SyncRun } from "@sluice/shared/runs";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { audit } from "../workspaces/index.ts";
import { present } from "./present.ts";
import { isAtWork, type RunDoc, runRepo } from "./repo.ts";

export const RUN_REQUESTED = "sync/run-requested";
/** A run that nobody has worked on for so long is handed over again. */
const FORGOTTEN_MS = 60_000;

/** Runs of one scope exclude each other. */
const SCOPES: Readonly<Record<RunKind, string>> = {
  backfill: "pull",
  changes: "pull",
  reconcile: "reconcile",
  repair: "reconcile",
  reapply: "reapply",
};

export interface NewRun {
  readonly workspaceId: string;
  readonly jobId: string;
  readonly kind: RunKind;
  readonly input?: Record<string, unknown>;
  readonly checkpoint?: unknown;
  readonly total?: RunDoc["total"];
  readonly notes?: readonly string[];
  /** `<job>:<time>` of the schedule that it is for. */
  readonly dueKey?: string;
  /** Not before; at once when absent. */
  readonly startAt?: Date;
  /** Who asked for it; absent for a schedule. */
  readonly actor?: Principal["actor"];
}

/** Writes a run down and hands it to the function; undefined when one of its scope has not ended, or it is not the first for its `dueKey`. */
export async function tryStartRun(ctx: Ctx, wish: NewRun): Promise<RunDoc | undefined> {
  const {
    workspaceId,
    jobId,
    kind,
    input = {},
    checkpoint,
    total,
    notes = [],
    dueKey,
    startAt,
    actor,
  } = wish;
  const now = new Date();
  const run: RunDoc = {
    _id: newId("run"),
    workspaceId,
    jobId,
    kind,
    activeKey: `${jobId}:${SCOPES[kind]}`,
    ...(dueKey && { dueKey }),
    input,
    status: startAt ? "waiting" : "queued",
    ...(checkpoint !== undefined && { checkpoint }),
    revision: 0,
    counts: {},
    ...(total && { total }),
    notes: [...notes],
    failures: [],
    pace: [],
    stumbles: 0,
    ...(actor && { startedBy: { ...actor } }),
    startedAt: now,
    ...(startAt && { waiting: { until: startAt, reason: "Many schedules are due at once." } }),
    beatAt: startAt ?? now,
  };
  if (!(await runRepo(ctx.db).insert(run))) return undefined;
  if (actor) await audit(ctx, { workspaceId, actor }, `sync_run.${kind}_started`, run._id, { jobId });
  sendRun(ctx, run._id, startAt);
  tellOfRun(ctx, run);
  return run;
}

/** The run of a kind's scope that has not ended. */
export async function activeRun(ctx: Ctx, jobId: string, kind: RunKind): Promise<SyncRun | undefined> {
  const run = await runRepo(ctx.db).findActive(`${jobId}:${SCOPES[kind]}`);
  return run ? present(run) : undefined;
}

/** For a person: the same. @throws AppError 409 when one of its scope has not ended yet. */
export async function startRun(ctx: Ctx, wish: NewRun): Promise<SyncRun> {
  const run = await tryStartRun(ctx, wish);
  if (run) return present(run);
  const active = await runRepo(ctx.db).findActive(`${wish.jobId}:${SCOPES[wish.kind]}`);
  throw new AppError(
    "conflict",
    active
      ? `A ${active.kind} of this job is ${active.status} (${active._id}); wait for its end or cancel it.`
      : "Another run of this job has just ended; try again.",
  );
}

export async function listRuns(
  ctx: Ctx,
  own: { workspaceId: string; jobId: string },
  { limit, cursor, kind }: ListRuns,
): Promise<{ data: SyncRun[]; nextCursor: string | null }> {
  const page = { kind, beforeId: cursor, limit: limit + 1 };
  const found = await runRepo(ctx.db).list(own.workspaceId, own.jobId, page);
  const runs = found.slice(0, limit);
  return {
    data: runs.map((run) => present(run)),
    nextCursor: found.length > limit ? (runs.at(-1)?._id ?? null) : null,
  };
}

type Own = { readonly workspaceId: string; readonly jobId: string };

/** @throws AppError `not_found`. */
export async function getRun(ctx: Ctx, { workspaceId, jobId }: Own, id: string): Promise<SyncRun> {
  const run = await runRepo(ctx.db).find(workspaceId, jobId, id);
  if (!run) throw notFound("run", id);
  return present(run);
}

/** @throws AppError 404; 409 when it has ended or is paused. */
export const pauseRun = (ctx: Ctx, principal: Principal, jobId: string, id: string): Promise<SyncRun> =>
  change(ctx, principal, jobId, id, "paused");

/** @throws AppError 404; 409 when it is neither paused nor waiting. */
export const resumeRun = (ctx: Ctx, principal: Principal, jobId: string, id: string): Promise<SyncRun> =>
  change(ctx, principal, jobId, id, "resumed");

/** What was done stays done. @throws AppError 404; 409 when it has ended. */
export const cancelRun = (ctx: Ctx, principal: Principal, jobId: string, id: string): Promise<SyncRun> =>
  change(ctx, principal, jobId, id, "cancelled");

async function change(
  ctx: Ctx,
  principal: Principal,
  jobId: string,
  id: string,
  what: "paused" | "resumed" | "cancelled",
): Promise<SyncRun> {
  const own = { workspaceId: principal.workspaceId, jobId };
  const { kind, status } = await getRun(ctx, own, id);
  const repo = runRepo(ctx.db);
  const run =
    what === "paused"
      ? await repo.pause(own, id)
      : what === "resumed"
        ? await repo.resume(own, id)
        : await repo.cancel(own, id, new Date());
  if (!run) throw new AppError("conflict", `This ${kind} is ${status}: it cannot be ${what}.`);
  await audit(ctx, principal, `sync_run.${what}`, id, { jobId, kind });
  if (what === "resumed") sendRun(ctx, id);
  tellOfRun(ctx, run);
  return present(run);
}

/** Pauses the runs of a job that was paused, to go on when it does. */
export async function pauseRunsOf(ctx: Ctx, own: Own): Promise<void> {
  for (const run of await runRepo(ctx.db).activeOf(own.jobId))
    if (isAtWork(run) && (await runRepo(ctx.db).pauseWithJob(own, run._id))) tellOfRun(ctx, run);
}

/** Lets those go on that were paused with their job. */
export async function resumeRunsOf(ctx: Ctx, own: Own): Promise<void> {
  for (const run of await runRepo(ctx.db).activeOf(own.jobId)) {
    if (!run.pausedWithJob || !(await runRepo(ctx.db).resume(own, run._id))) continue;
    sendRun(ctx, run._id);
    tellOfRun(ctx, run);
  }
}

/** Hands over again what was lost on the way, or left by a worker that died. */
export async function resendRuns(ctx: Ctx): Promise<void> {
  for await (const run of runRepo(ctx.db).forgotten(FORGOTTEN_MS * ctx.config.SLUICE_TIME_SCALE))
    sendRun(ctx, run._id);
}

function sendRun(ctx: Ctx, runId: string, at?: Date): void {
  const event = { name: RUN_REQUESTED, data: { runId }, ...(at && { ts: at.getTime() }) };
  ctx.send(event).catch((error: unknown) => {
    ctx.log.warn({ runId, reason: String(error) }, "run not handed over; the sweep repeats it");
    ctx.register();
  });
}

/** Says on the live channel that a run got further. */
export const tellOfRun = (ctx: Ctx, { workspaceId, _id }: RunDoc): void =>
  ctx.nudge.send(`workspace ${workspaceId} run ${_id}`);
