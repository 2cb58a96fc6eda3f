import type { SyncJobStats } from "@sluice/shared/sync-jobs";
import type { Ctx } from "../context.ts";
import { present } from "./queries.ts";
import { eventRepo } from "./repo.ts";
import { DAY_MS, floorTo, MINUTE_MS } from "./rollup-levels.ts";
import type { Counts } from "./rollup-repo.ts";
import { addCounts, noCounts, quantile, type Rollups } from "./rollups.ts";

const BUCKETS = 60;
const RECENT = 10;

/** Figures of one job. `from` and `to` bound the timeline and the latency; the default is the last hour. */
export async function jobStats(
  ctx: Ctx,
  rollups: Rollups,
  job: { _id: string; workspaceId: string; timezone: string },
  range: { from?: string | undefined; to?: string | undefined },
): Promise<SyncJobStats> {
  const now = Date.now();
  const jobIds = [job._id];
  const to = range.to ? Date.parse(range.to) : now;
  const from = floorTo(range.from ? Date.parse(range.from) : to - (BUCKETS - 1) * MINUTE_MS, MINUTE_MS);
  const width = Math.max(1, Math.ceil((to - from) / BUCKETS / MINUTE_MS)) * MINUTE_MS;
  await rollups.refresh(jobIds);
  const sum = async (start: number) => total(await rollups.sums({ jobIds, from: start, to: now }));
  const [all, today, day, shown, latency, recent] = await Promise.all([
    sum(0),
    sum(startOfDay(new Date(now), job.timezone).getTime()),
    sum(now - DAY_MS),
    rollups.sums({ jobIds, from, to, width }),
    rollups.latency({ jobIds, from, to }),
    eventRepo(ctx.db).newest(job._id, RECENT),
  ]);
  const settled = day.processed + day.failed;
  return {
    totalEvents: all.received,
    eventsToday: today.received,
    processed: all.processed,
    failed: all.failed,
    filtered: all.filtered,
    pending: all.open,
    duplicates: all.duplicates,
    ambiguous: all.ambiguous,
    successRate: settled === 0 ? null : day.processed / settled,
    recentEvents: recent.map((row) => present(row)),
    latencyMs: { p50: quantile(latency.values(), 0.5), p95: quantile(latency.values(), 0.95) },
    timeline: timeline(shown, from, width),
  };
}

function total(buckets: readonly Counts[]): Counts {
  const sum = noCounts();
  for (const bucket of buckets) addCounts(sum, bucket);
  return sum;
}

function timeline(
  shown: readonly (Counts & { bucket: number })[],
  from: number,
  width: number,
): SyncJobStats["timeline"] {
  const points = Array.from({ length: BUCKETS }, (_, index) => ({
    at: new Date(from + index * width).toISOString(),
    received: 0,
    processed: 0,
    failed: 0,
  }));
  for (const { bucket, received, processed, failed } of shown) {
    const point = points[Math.min(BUCKETS - 1, bucket)];
    if (!point) continue;
    point.received += received;
    point.processed += processed;
    point.failed += failed;
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
