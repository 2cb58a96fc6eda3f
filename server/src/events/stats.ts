import type { SyncJobStats } from "@sluice/shared/sync-jobs";
import type { Ctx } from "../context.ts";
import { present } from "./queries.ts";
import { eventRepo } from "./repo.ts";
import { MINUTE_MS, type MinuteDoc, quantile, type Rollups } from "./rollups.ts";

const DAY_MS = 86_400_000;
const BUCKETS = 60;
const RECENT = 10;

/** Figures of one job. `from` and `to` bound the timeline and the latency; the default is the last hour. */
export async function jobStats(
  ctx: Ctx,
  rollups: Rollups,
  job: { _id: string; workspaceId: string; timezone: string },
  range: { from?: string | undefined; to?: string | undefined },
): Promise<SyncJobStats> {
  const now = new Date();
  const to = range.to ? new Date(range.to) : now;
  const from = range.from ? new Date(range.from) : new Date(to.getTime() - BUCKETS * MINUTE_MS);
  await rollups.refresh(job._id);
  const floor = (at: Date) => new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);
  const [totals, today, day, shown, recent] = await Promise.all([
    rollups.totals(job._id),
    rollups.between(job._id, floor(startOfDay(now, job.timezone)), new Date(now.getTime() + MINUTE_MS)),
    rollups.between(job._id, new Date(now.getTime() - DAY_MS), new Date(now.getTime() + MINUTE_MS)),
    rollups.between(job._id, floor(from), to),
    eventRepo(ctx.db).list({ workspaceId: job.workspaceId, jobIds: [job._id] }, RECENT),
  ]);
  const processed = sum(day, "processed");
  const settled = processed + sum(day, "failed");
  return {
    totalEvents: totals.received,
    eventsToday: sum(today, "received"),
    processed: totals.processed,
    failed: totals.failed,
    filtered: totals.filtered,
    pending: totals.open,
    duplicates: totals.duplicates,
    successRate: settled === 0 ? null : processed / settled,
    recentEvents: recent.slice(0, RECENT).map(present),
    latencyMs: { p50: quantile(shown, 0.5), p95: quantile(shown, 0.95) },
    timeline: timeline(shown, from, to),
  };
}

const sum = (minutes: readonly MinuteDoc[], field: "received" | "processed" | "failed") =>
  minutes.reduce((total, minute) => total + (minute[field] ?? 0), 0);

function timeline(minutes: readonly MinuteDoc[], from: Date, to: Date): SyncJobStats["timeline"] {
  const width = Math.max(MINUTE_MS, (to.getTime() - from.getTime()) / BUCKETS);
  const start = Math.floor(from.getTime() / MINUTE_MS) * MINUTE_MS;
  const points = Array.from({ length: BUCKETS }, (_, index) => ({
    at: new Date(start + index * width).toISOString(),
    received: 0,
    processed: 0,
    failed: 0,
  }));
  for (const minute of minutes) {
    const point =
      points[Math.min(BUCKETS - 1, Math.max(0, Math.floor((minute.minute.getTime() - start) / width)))];
    if (!point) continue;
    point.received += minute.received ?? 0;
    point.processed += minute.processed ?? 0;
    point.failed += minute.failed ?? 0;
  }
  return points;
}

/** The last midnight of `timezone`. */
export function startOfDay(now: Date, timezone: string): Date {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: timezone,
    hourCycle: "h23",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    day: "numeric",
  });
  const read = (at: Date) =>
    Object.fromEntries(format.formatToParts(at).map((part) => [part.type, Number(part.value)])) as Record<
      string,
      number
    >;
  const sinceMidnight = (at: Date) => {
    const { hour = 0, minute = 0, second = 0 } = read(at);
    return ((hour * 60 + minute) * 60 + second) * 1000 + (at.getTime() % 1000);
  };
  let start = new Date(now.getTime() - sinceMidnight(now));
  // A clock change since midnight moves the first guess by its hour, back into yesterday or past midnight.
  const off = sinceMidnight(start);
  if (off !== 0) start = new Date(start.getTime() + (off > DAY_MS / 2 ? DAY_MS - off : -off));
  return start;
}
