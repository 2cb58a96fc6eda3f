import { randomUUID } from "node:crypto";
import type { Ctx } from "../context.ts";
import { channelRepo } from "./channel-repo.ts";
import { type Delivered, type Deliverer, deliver } from "./deliver.ts";
import { messageRepo } from "./message-repo.ts";

const SECOND_MS = 1_000;
/** Between one try and the next; then it is given up, after about four hours. */
const RETRY_AFTER_S = [10, 30, 60, 300, 900, 1_800, 3_600, 7_200];
const MOST_RETRY_AFTER_S = 3_600;

export type SendResult = "sent" | "retrying" | "failed" | "dropped" | "not_due";

/**
 * Sends one message once, and writes down how the channel answered. A process that dies between the two leaves
 * it to be sent again, with the same id: a webhook's receiver and a mail server can tell, Slack cannot.
 */
export async function sendMessage(ctx: Ctx, deliverer: Deliverer, id: string): Promise<SendResult> {
  const repo = messageRepo(ctx.db);
  const claim = randomUUID();
  const message = await repo.claim(id, claim, ctx.config.times.lease);
  if (!message) return "not_due";
  const channel = await channelRepo(ctx.db).find(message.workspaceId, message.channelId);
  const changed = () => {
    for (const jobId of new Set(message.items.map((item) => item.jobId))) ctx.nudge.send(`job ${jobId}`);
    ctx.nudge.send(`workspace ${message.workspaceId} alerts ${id}`);
  };
  if (!channel?.enabled) {
    await repo.settle(id, claim, undefined, "dropped");
    changed();
    return "dropped";
  }
  ctx.faults.at("alerts:before-send");
  const at = new Date();
  const { attempt, isFinal, retryAfterS } = await deliver(ctx, deliverer, channel, message, at);
  ctx.faults.at("alerts:after-send");
  const wait = attempt.ok || isFinal ? undefined : waitAfter(message.tries, retryAfterS);
  const state = attempt.ok ? "sent" : wait === undefined ? "failed" : "due";
  await repo.settle(id, claim, attempt, state, (wait ?? 0) * SECOND_MS * ctx.config.SLUICE_TIME_SCALE);
  await channelRepo(ctx.db).noteAnswer(channel._id, attempt);
  if (state === "failed")
    ctx.log.warn({ messageId: id, channelId: channel._id, answer: attempt.answer }, "alert not delivered");
  changed();
  return state === "due" ? "retrying" : state;
}

function waitAfter(tries: number, retryAfterS: Delivered["retryAfterS"]): number | undefined {
  const usual = RETRY_AFTER_S[tries - 1];
  if (usual === undefined) return undefined;
  return Math.max(usual, Math.min(MOST_RETRY_AFTER_S, retryAfterS ?? 0));
}
