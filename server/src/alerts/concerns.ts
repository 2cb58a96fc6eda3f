import type { Concern } from "@sluice/shared/overview";
import type { Ctx } from "../context.ts";
import { firstIdAt } from "../platform/ids.ts";
import { alertRepo } from "./alert-repo.ts";
import { messageRepo } from "./message-repo.ts";

const DAY_MS = 86_400_000;
const MOST = 50;

type AlertConcern = Extract<Concern, { kind: "schedule" | "untold" }>;

/** What only alerts know of: schedules that are not kept, and alerts of a day that nobody could be told of. */
export async function alertConcerns(ctx: Ctx, workspaceId: string, now: number): Promise<AlertConcern[]> {
  const dayAgo = firstIdAt("msg", new Date(now - DAY_MS));
  const [schedules, lost] = await Promise.all([
    alertRepo(ctx.db).openOfRule(workspaceId, "schedule", MOST),
    messageRepo(ctx.db).failedSince(workspaceId, dayAgo, MOST),
  ]);
  const untold = new Map<string, AlertConcern>();
  for (const { items, channelName, attempts, createdAt } of lost)
    for (const { jobId, jobName } of items.slice(0, 1))
      untold.set(jobId, {
        kind: "untold",
        jobId,
        jobName,
        channel: channelName,
        answer: attempts.at(-1)?.answer ?? "",
        since: createdAt.toISOString(),
      });
  return [
    ...schedules.map(
      ({ jobId, jobName, text, openedAt }): AlertConcern => ({
        kind: "schedule",
        jobId,
        jobName,
        text,
        since: openedAt.toISOString(),
      }),
    ),
    ...untold.values(),
  ];
}
