import { type AlertSettings, type StoredAlertSettings, USUAL_ALERTS } from "@sluice/shared/alerts";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { findJob } from "../sync-jobs/index.ts";
import { audit } from "../workspaces/index.ts";
import { channelRepo } from "./channel-repo.ts";
import { alertSettingsRepo } from "./settings-repo.ts";

/** What holds for each of these jobs. */
export async function settingsOf(
  ctx: Ctx,
  jobs: ReadonlyArray<{ _id: string; workspaceId: string }>,
): Promise<Map<string, AlertSettings>> {
  const ids = [...new Set(jobs.flatMap(({ _id, workspaceId }) => [_id, workspaceId]))];
  const found = new Map(
    (await alertSettingsRepo(ctx.db).findMany(ids)).map(({ _id, settings }) => [_id, settings]),
  );
  return new Map(
    jobs.map(({ _id, workspaceId }) => [_id, found.get(_id) ?? found.get(workspaceId) ?? USUAL_ALERTS]),
  );
}

export async function workspaceSettings(ctx: Ctx, workspaceId: string): Promise<StoredAlertSettings> {
  const own = await alertSettingsRepo(ctx.db).find(workspaceId, workspaceId);
  return { isOwn: own !== null, settings: own?.settings ?? USUAL_ALERTS };
}

/** @throws AppError `not_found`. */
export async function jobSettings(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
): Promise<StoredAlertSettings> {
  await findJob(ctx, workspaceId, jobId);
  const own = await alertSettingsRepo(ctx.db).find(workspaceId, jobId);
  if (own) return { isOwn: true, settings: own.settings };
  return { ...(await workspaceSettings(ctx, workspaceId)), isOwn: false };
}

/** @param jobId absent: for the workspace's jobs without settings of their own. */
export async function setSettings(
  ctx: Ctx,
  principal: Principal,
  jobId: string | undefined,
  settings: AlertSettings,
): Promise<StoredAlertSettings> {
  const { workspaceId } = principal;
  if (jobId) await findJob(ctx, workspaceId, jobId);
  if (settings.channelIds) {
    const known = new Set((await channelRepo(ctx.db).list(workspaceId)).map(({ _id }) => _id));
    const stranger = settings.channelIds.find((id) => !known.has(id));
    if (stranger) throw new AppError("unprocessable", `channelIds: there is no channel ${stranger}.`);
  }
  await alertSettingsRepo(ctx.db).put(workspaceId, jobId ?? workspaceId, settings);
  await audit(ctx, principal, "alert_settings.changed", jobId ?? workspaceId, { settings });
  return { isOwn: true, settings };
}

export async function followWorkspace(
  ctx: Ctx,
  principal: Principal,
  jobId: string,
): Promise<StoredAlertSettings> {
  await findJob(ctx, principal.workspaceId, jobId);
  await alertSettingsRepo(ctx.db).remove(jobId);
  await audit(ctx, principal, "alert_settings.removed", jobId);
  return jobSettings(ctx, principal.workspaceId, jobId);
}
