import type { StatsPoint, SyncJobStats } from "@sluice/shared/sync-jobs";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { present } from "./queries.ts";
import { eventRepo } from "./repo.ts";
import type { Counts } from "./rollup-doc.ts";
import { DAY_MS, floorTo, MINUTE_MS, niceWidth } from "./rollup-levels.ts";
import { addCounts, type LatencyBucket, noCounts, quantile, type Rollups } from "./rollups.ts";

/** About so many. */
const BUCKETS = 60;
const RECENT = 10;

/**
 * Figures of one job. `from` and `to` bound the timeline, its sums and the latency; the default is the last hour.
 * @throws AppError `invalid_input` when `to` is before `from`.
 */
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
  if (to < from) throw new AppError("invalid_input", "to: is before from.");
  // Bars begin at round times; of the first, what came before `from` is left out.
  const width = niceWidth(from, to, BUCKETS + 1);
  const origin = floorTo(from, width);
  await rollups.refresh(jobIds);
  const sum = async (start: number) => total(await rollups.sums({ jobIds, from: start, to: now }));
  const [all, today, day, shown, latency, recent] = await Promise.all([
    sum(0),
    sum(startOfDay(new Date(now), job.timezone).getTime()),
    sum(now - DAY_MS),
    rollups.sums({ jobIds, from, to, width, origin }),
    rollups.latency({ jobIds, from, to, width, origin }),
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
    latencyMs: percentiles(latency),
    range: {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      bucketMs: width,
      ...shownOf(total(shown)),
    },
    timeline: timeline(shown, latency, { origin, to, width }),
  };
}

function total(buckets: readonly Counts[]): Counts {
  const sum = noCounts();
  for (const bucket of buckets) addCounts(sum, bucket);
  return sum;
}

const shownOf = ({ received, processed, failed, filtered, ignored, open, duplicates, rejected }: Counts) => ({
  received,
  processed,
  failed,
  filtered,
  ignored,
  open,
  duplicates,
  rejected,
});

function percentiles(buckets: readonly LatencyBucket[]): StatsPoint["latencyMs"] {
  const histograms = buckets.map(({ latency }) => latency);
  return { p50: quantile(histograms, 0.5), p95: quantile(histograms, 0.95) };
}

function timeline(
  shown: readonly (Counts & { bucket: number })[],
  latency: readonly LatencyBucket[],
  { origin, to, width }: { origin: number; to: number; width: number },
): StatsPoint[] {
  const length = Math.floor((to - origin) / width) + 1;
  const place = ({ bucket }: { bucket: number }) => Math.min(length - 1, bucket);
  const counts = Map.groupBy(shown, place);
  const histograms = Map.groupBy(latency, place);
  return Array.from({ length }, (_, index) => ({
    at: new Date(origin + index * width).toISOString(),
    ...shownOf(total(counts.get(index) ?? [])),
    latencyMs: percentiles(histograms.get(index) ?? []),
  }));
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
