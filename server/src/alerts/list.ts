import type { Alert, AlertMessage, ListAlerts } from "@sluice/shared/alerts";
import type { Ctx } from "../context.ts";
import { findJob } from "../sync-jobs/index.ts";
import { type AlertDoc, alertRepo } from "./alert-repo.ts";
import { answerOf } from "./channels.ts";
import { type MessageDoc, messageRepo } from "./message-repo.ts";

/** Newest first. @throws AppError 404 for another workspace's job. */
export async function listAlerts(
  ctx: Ctx,
  workspaceId: string,
  { jobId, state, cursor, limit }: ListAlerts,
): Promise<{ data: Alert[]; nextCursor: string | null }> {
  if (jobId) await findJob(ctx, workspaceId, jobId);
  const found = await alertRepo(ctx.db).list(workspaceId, { jobId, state, beforeId: cursor }, limit);
  const alerts = found.slice(0, limit);
  const messages = await messageRepo(ctx.db).ofAlerts(
    workspaceId,
    alerts.map(({ _id }) => _id),
  );
  return {
    data: alerts.map((alert) =>
      present(
        alert,
        messages.filter(({ alertIds }) => alertIds.includes(alert._id)),
      ),
    ),
    nextCursor: found.length > limit ? (alerts.at(-1)?._id ?? null) : null,
  };
}

const present = (alert: AlertDoc, messages: ReadonlyArray<Omit<MessageDoc, "items">>): Alert => ({
  id: alert._id,
  jobId: alert.jobId,
  jobName: alert.jobName,
  rule: alert.rule,
  state: alert.state,
  text: alert.text,
  openedAt: alert.openedAt.toISOString(),
  endedAt: alert.endedAt?.toISOString() ?? null,
  tellAt: alert.tell?.at.toISOString() ?? null,
  messages: messages.map(presentMessage).sort((a, b) => a.createdAt.localeCompare(b.createdAt)),
});

const presentMessage = (message: Omit<MessageDoc, "items">): AlertMessage => ({
  id: message._id,
  kind: message.kind,
  channelId: message.channelId,
  channelName: message.channelName,
  channelKind: message.channelKind,
  state: message.state,
  createdAt: message.createdAt.toISOString(),
  nextTryAt: message.state === "due" ? message.dueAt.toISOString() : null,
  attempts: message.attempts.map(answerOf),
  alerts: message.alertIds.length,
});
