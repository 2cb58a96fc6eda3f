import type { Ctx } from "../context.ts";
import { firstIdAt } from "../platform/ids.ts";
import { alertRepo } from "./alert-repo.ts";
import { messageRepo } from "./message-repo.ts";
import { alertSettingsRepo } from "./settings-repo.ts";

const DAY_MS = 86_400_000;
const ALERT_DAYS = 90;

/** Forgets alerts that ended, and what was sent of them, after 90 days. */
export async function cleanAlerts(ctx: Ctx, now: Date): Promise<void> {
  const before = new Date(now.getTime() - ALERT_DAYS * DAY_MS);
  await alertRepo(ctx.db).removeBefore(firstIdAt("alr", before));
  await messageRepo(ctx.db).removeBefore(firstIdAt("msg", before));
}

export const removeAlertSettings = (ctx: Ctx, jobId: string) => alertSettingsRepo(ctx.db).remove(jobId);
