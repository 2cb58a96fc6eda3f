import type { StartPull } from "@sluice/shared/pulls";
import type { SyncRun } from "@sluice/shared/runs";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError, invalidField } from "../platform/errors.ts";
import { type NewRun, runRepo, startRun } from "../runs/index.ts";
import { findJob, type JobDoc } from "../sync-jobs/index.ts";

const DAY_MS = 86_400_000;

/**
 * What a pull of a job is to be now: its changes, or all where there is nothing to go on from or the provider's log
 * does not reach back that far, less a day.
 */
export async function pullOf(
  ctx: Ctx,
  job: JobDoc,
  { kind = job.schedule?.mode ?? "changes", entities = job.schedule?.entities }: StartPull,
  now = Date.now(),
): Promise<NewRun> {
  const own = { workspaceId: job.workspaceId, jobId: job._id };
  const { api, name } = connectorOf(job.source.connector);
  const note = kind === "changes" ? whyNotChanges(job, name, api?.changesReach ?? 0, now) : undefined;
  if (kind === "changes" && !note) return { ...own, kind };
  const before = await runRepo(ctx.db).lastCompleted(job._id, "backfill");
  const isAlike = before && String(before.input.entities ?? "") === String(entities ?? "");
  return {
    ...own,
    kind: "backfill",
    input: entities ? { entities: [...entities] } : {},
    ...(note && { notes: [note] }),
    ...(isAlike && { total: { count: before.counts.objects ?? 0, estimated: true } }),
  };
}

function whyNotChanges(
  { changesSince }: JobDoc,
  name: string,
  reach: number,
  now: number,
): string | undefined {
  if (!changesSince)
    return "Everything is read: this is the first run, or the first that reads more than before.";
  if (now - changesSince.getTime() < reach - DAY_MS) return undefined;
  return `Everything is read: ${name}'s log reaches back ${Math.floor(reach / DAY_MS)} days, and it was last read on ${changesSince.toISOString().slice(0, 10)}.`;
}

/** @throws AppError 404; 409 while another pull is under way or the job rests; 422 where it cannot be asked. */
export async function startPull(
  ctx: Ctx,
  { workspaceId, actor }: Principal,
  jobId: string,
  wish: StartPull,
): Promise<SyncRun> {
  const job = await findJob(ctx, workspaceId, jobId);
  const { api, name } = connectorOf(job.source.connector);
  if (!api)
    throw new AppError("unprocessable", `What ${name} has cannot be asked for; it only comes by webhook.`);
  if (!job.source.apiKey)
    throw new AppError(
      "unprocessable",
      `source.apiKey: store a key of ${name}'s API in the job's settings first.`,
    );
  if (!job.enabled || job.paused)
    throw new AppError(
      "conflict",
      `The job is ${job.enabled ? "paused: resume" : "disabled: enable"} it first.`,
    );
  const stranger = wish.entities?.find((one) => !api.entities.some(({ collection }) => collection === one));
  if (stranger !== undefined) throw invalidField("entities", `${name} lists no ${stranger}.`);
  return startRun(ctx, { ...(await pullOf(ctx, job, wish)), actor });
}
