import type { Ctx } from "../context.ts";
import { checkStatusRepo } from "./check-repo.ts";
import { messageRepo } from "./message-repo.ts";

export const ALERTS_CHECK_REQUESTED = "alerts/check-requested";
export const ALERT_MESSAGE_DUE = "alerts/message-due";
/** The function's own cron has not come for so long. */
const OVERDUE_MS = 90_000;

const send = (ctx: Ctx, event: Parameters<Ctx["send"]>[0]) =>
  ctx.send(event).catch((error: unknown) => {
    ctx.log.warn({ event: event.name, reason: String(error) }, "not handed over; the sweep repeats it");
    ctx.register();
  });

/** Hands a message to the function that sends it. */
export const requestSending = (ctx: Ctx, messageId: string): Promise<void> =>
  send(ctx, { name: ALERT_MESSAGE_DUE, data: { messageId } });

/** Asks for the messages whose time has come, and for a look at the jobs where nobody has taken one for long. */
export async function resendAlerts(ctx: Ctx): Promise<void> {
  for (const id of await messageRepo(ctx.db).due()) await requestSending(ctx, id);
  if (await checkStatusRepo(ctx.db).askAfter(OVERDUE_MS * ctx.config.SLUICE_TIME_SCALE))
    await send(ctx, { name: ALERTS_CHECK_REQUESTED, data: {} });
}
