import type { MessageKind } from "@sluice/shared/alerts";
import type { Ctx } from "../context.ts";
import { derivedId, newId, timeOfId } from "../platform/ids.ts";
import { type AlertDoc, alertRepo } from "./alert-repo.ts";
import { type ChannelDoc, channelRepo } from "./channel-repo.ts";
import { type MessageItem, messageRepo } from "./message-repo.ts";
import { requestSending } from "./request.ts";
import { settingsOf } from "./settings.ts";

/** By then a worker that was storing messages has died. */
const UNFINISHED_MS = 30_000;

/**
 * Makes messages of what is to be told: one to each channel of a workspace for all that began, goes on or ended,
 * so that a hundred jobs with one cause are one message. A batch is stored once, whoever does it and however
 * often: its messages' ids follow from it, and an alert is told only when the messages stored name it.
 */
export async function tellAlerts(ctx: Ctx, now = new Date()): Promise<number> {
  const repo = alertRepo(ctx.db);
  const stale = await repo.unfinished(new Date(now.getTime() - UNFINISHED_MS * ctx.config.SLUICE_TIME_SCALE));
  let told = 0;
  for (const [batch, alerts] of Map.groupBy(stale, ({ tell }) => tell?.batch as string))
    told += await storeMessages(ctx, batch, alerts);
  for (;;) {
    const waiting = await repo.toTell(now);
    if (waiting.length === 0) return told;
    const groups = Map.groupBy(waiting, ({ workspaceId, tell }) => `${workspaceId} ${tell?.kind}`);
    for (const group of groups.values()) {
      const ids = group.map(({ _id }) => _id);
      const batch = newId("bat");
      const taken = await repo.take(ids, group[0]?.tell?.kind as MessageKind, batch, now);
      ctx.faults.at("alerts:after-take");
      told += await storeMessages(ctx, batch, taken);
    }
  }
}

async function storeMessages(ctx: Ctx, batch: string, alerts: readonly AlertDoc[]): Promise<number> {
  const [first] = alerts;
  if (!first?.tell) return 0;
  const { workspaceId } = first;
  const { kind } = first.tell;
  const channels = (await channelRepo(ctx.db).list(workspaceId)).filter(({ enabled }) => enabled);
  const settings = await settingsOf(
    ctx,
    alerts.map(({ jobId }) => ({ _id: jobId, workspaceId })),
  );
  const isWanted = (alert: AlertDoc, channel: ChannelDoc) =>
    settings.get(alert.jobId)?.channelIds?.includes(channel._id) ?? true;
  const covered = new Map<string, Set<string>>();
  for (const channel of channels) {
    const own = alerts.filter((alert) => isWanted(alert, channel));
    if (own.length === 0) continue;
    const at = timeOfId(batch);
    const { _id, alertIds } = await messageRepo(ctx.db).store({
      _id: derivedId("msg", at, batch, channel._id),
      workspaceId,
      channelId: channel._id,
      channelName: channel.name,
      channelKind: channel.kind,
      kind,
      alertIds: own.map((alert) => alert._id),
      items: own.map(itemOf),
      state: "due",
      dueAt: at,
      tries: 0,
      attempts: [],
      createdAt: new Date(),
    });
    covered.set(channel._id, new Set(alertIds));
    await requestSending(ctx, _id);
  }
  ctx.faults.at("alerts:after-store");
  const isTold = (alert: AlertDoc) =>
    channels.every((channel) => !isWanted(alert, channel) || covered.get(channel._id)?.has(alert._id));
  const told = alerts.filter(isTold).map(({ _id }) => _id);
  const left = alerts.filter(({ _id }) => !told.includes(_id)).map(({ _id }) => _id);
  const repo = alertRepo(ctx.db);
  await repo.told(told, batch);
  if (left.length > 0) await repo.release(left, batch);
  return told.length;
}

const itemOf = (alert: AlertDoc): MessageItem => ({
  alertId: alert._id,
  jobId: alert.jobId,
  jobName: alert.jobName,
  rule: alert.rule,
  state: alert.state,
  text: alert.text,
  cause: alert.cause,
  openedAt: alert.openedAt,
  ...(alert.endedAt && { endedAt: alert.endedAt }),
});
