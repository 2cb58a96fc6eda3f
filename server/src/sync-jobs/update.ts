import type { SyncJob, SyncJobVersion, UpdateSyncJob } from "@sluice/shared/sync-jobs";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { laneRepo } from "../platform/lanes/index.ts";
import { pauseRunsOf, resumeRunsOf } from "../runs/index.ts";
import { audit } from "../workspaces/index.ts";
import { type By, findJob, getJob, laneOf } from "./jobs.ts";
import { versionOf } from "./present.ts";
import { type JobDoc, jobRepo, type VersionDoc } from "./repo.ts";
import { type SettingsChange, settingsChange } from "./settings-change.ts";
import { checkShaping } from "./shaping-change.ts";

const TRIES = 5;
/** A job with a webhook of its own at the provider takes other types now. */
export const EVENTS_CHANGED = "sync/webhook-events-changed";

/**
 * Changes settings, which makes a new version, and pauses, resumes, enables or disables, which does not.
 * Pausing keeps what arrives without working on it; resuming wakes the lane through `wake`.
 * @throws AppError 409 when `input.version` is no longer the current one.
 */
export async function updateJob(
  ctx: Ctx,
  by: By,
  jobId: string,
  input: UpdateSyncJob,
  wake: (lane: string) => void,
): Promise<SyncJob> {
  await checkShaping(input);
  const { before, change } = await apply(ctx, by, jobId, input);
  if (change.version) {
    await keepVersion(ctx, change.version);
    const { version, changes } = change.version;
    await audit(ctx, by, "sync_job.updated", jobId, { version, changes: changes.map(brief) });
    if (before.registration && changes.some(({ field }) => field === "webhookConfig.events"))
      await tellRegistration(ctx, jobId);
  }
  const { enabled = before.enabled, paused = before.paused } = input;
  const own = { workspaceId: by.workspaceId, jobId };
  if (input.enabled !== undefined || input.paused !== undefined)
    await (enabled && !paused ? resumeRunsOf(ctx, own) : pauseRunsOf(ctx, own));
  if (input.enabled !== undefined && input.enabled !== before.enabled)
    await audit(ctx, by, input.enabled ? "sync_job.enabled" : "sync_job.disabled", jobId);
  if (input.paused !== undefined) {
    await laneRepo(ctx.db, ctx.config.times).setPaused(laneOf(jobId), input.paused);
    if (!input.paused) wake(laneOf(jobId));
    if (input.paused !== before.paused)
      await audit(ctx, by, input.paused ? "sync_job.paused" : "sync_job.resumed", jobId);
  }
  return getJob(ctx, by.workspaceId, jobId);
}

/** A message that is lost is made up for by the daily look. */
const tellRegistration = (ctx: Ctx, jobId: string) =>
  ctx
    .send({ name: EVENTS_CHANGED, data: { jobId } })
    .catch((error: unknown) => ctx.log.warn({ jobId, reason: String(error) }, "event types not told"));

/** Functions and filters are kept with the version; the audit log says that they were changed. */
const brief = (change: VersionDoc["changes"][number]) =>
  change.field === "filter" || change.field === "transform"
    ? {
        field: change.field,
        from: change.from === null ? null : "set",
        to: change.to === null ? null : "set",
      }
    : change;

/** One update guarded by the version it was worked out from; worked out again when that has changed. */
async function apply(
  ctx: Ctx,
  by: By,
  jobId: string,
  input: UpdateSyncJob,
): Promise<{ before: JobDoc; change: SettingsChange }> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = await findJob(ctx, by.workspaceId, jobId);
    if (input.version !== undefined && input.version !== versionOf(before))
      throw new AppError(
        "conflict",
        `version: these settings are at version ${versionOf(before)} by now, and the change was made to version ${input.version}. Look at them again.`,
      );
    if (before.lastChange)
      await keepVersion(ctx, { ...before.lastChange, workspaceId: by.workspaceId, jobId });
    const change = settingsChange(ctx, before, input, by.actor, new Date());
    if (await jobRepo(ctx.db).change(before, change.set, change.unset)) return { before, change };
  }
  throw new AppError("unavailable", "This job is being changed all the time; try again.");
}

/** The newest version is in the job itself, so that a crash between the two writes loses none. */
const keepVersion = (ctx: Ctx, version: Omit<VersionDoc, "_id">) => jobRepo(ctx.db).keepVersion(version);

/** Newest first. */
export async function listVersions(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: SyncJobVersion[]; nextCursor: string | null }> {
  const job = await findJob(ctx, workspaceId, jobId);
  if (job.lastChange) await keepVersion(ctx, { ...job.lastChange, workspaceId, jobId });
  const before = page.cursor === undefined ? versionOf(job) + 1 : Number(page.cursor);
  if (!Number.isSafeInteger(before))
    throw new AppError("invalid_input", "cursor: is not one of a previous page.");
  const found = await jobRepo(ctx.db).listVersions(workspaceId, jobId, before, page.limit);
  const rows = found.slice(0, page.limit);
  const data = rows.map(({ version, at, by, changes }) => ({ version, at: at.toISOString(), by, changes }));
  return { data, nextCursor: found.length > page.limit ? String(rows.at(-1)?.version) : null };
}
