import type { Ctx } from "../context.ts";
import { ensureAlertIndexes as ensureAlerts } from "./alert-repo.ts";
import { ensureChannelIndexes } from "./channel-repo.ts";
import { checkStatusRepo } from "./check-repo.ts";
import { ensureMessageIndexes } from "./message-repo.ts";
import { ensureAlertSettingsIndexes } from "./settings-repo.ts";

export { type AlertDoc, alertRepo } from "./alert-repo.ts";
export { channelRepo } from "./channel-repo.ts";
export { checkJobs } from "./check.ts";
export { cleanAlerts, removeAlertSettings } from "./clean.ts";
export { alertConcerns } from "./concerns.ts";
export type { Deliverer } from "./deliver.ts";
export { mailer } from "./mail.ts";
export { messageRepo } from "./message-repo.ts";
export { ALERT_MESSAGE_DUE, ALERTS_CHECK_REQUESTED, resendAlerts } from "./request.ts";
export { sendMessage } from "./send.ts";
export { tellAlerts } from "./tell.ts";

export const noteCheck = (ctx: Ctx) => checkStatusRepo(ctx.db).note();

export const ensureAlertIndexes = (db: Ctx["db"]) =>
  Promise.all([
    ensureAlerts(db),
    ensureMessageIndexes(db),
    ensureChannelIndexes(db),
    ensureAlertSettingsIndexes(db),
  ]);
