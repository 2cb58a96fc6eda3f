import type { Ledger, OverviewQuery, Volume } from "@sluice/shared/overview";
import {
  addCounts,
  type Counts,
  floorTo,
  niceWidth,
  noCounts,
  quantile,
  type Rollups,
} from "../events/index.ts";
import { AppError } from "../platform/errors.ts";

const DAY_MS = 86_400_000;
const MOST_POINTS = 60;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** @throws AppError `invalid_input` when `to` is not after `from`. */
export function rangeOf({ from, to }: OverviewQuery, now: number): Range {
  const end = to === undefined ? now : Date.parse(to);
  const start = from === undefined ? end - DAY_MS : Date.parse(from);
  if (end <= start) throw new AppError("invalid_input", "to: is not after from.");
  return { from: start, to: end };
}

/** What became of everything received in a range, and how fast. */
export async function figures(rollups: Rollups, jobIds: readonly string[], { from, to }: Range) {
  const range = { jobIds, from, to };
  const [sums, latency] = await Promise.all([rollups.sums(range), rollups.latency(range)]);
  const counts = total(sums);
  const settled = counts.processed + counts.failed;
  const histograms = latency.map((one) => one.latency);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ledger: ledgerOf(counts),
    rejected: counts.rejected,
    successRate: settled === 0 ? null : counts.processed / settled,
    latencyMs: { p50: quantile(histograms, 0.5), p95: quantile(histograms, 0.95) },
  };
}

export async function volume(rollups: Rollups, jobIds: readonly string[], range: Range): Promise<Volume> {
  const width = niceWidth(range.from, range.to, MOST_POINTS);
  // Of the first bar, what came before the range is left out: the bars add up to the ledger.
  const origin = floorTo(range.from, width);
  await rollups.refresh(jobIds);
  const byBucket = Map.groupBy(
    await rollups.sums({ jobIds, ...range, width, origin }),
    ({ bucket }) => bucket,
  );
  const points = Array.from({ length: Math.ceil((range.to - origin) / width) }, (_, bucket) => {
    const counts = total(byBucket.get(bucket) ?? []);
    const at = new Date(origin + bucket * width).toISOString();
    return { at, ...ledgerOf(counts), rejected: counts.rejected };
  });
  return {
    from: new Date(origin).toISOString(),
    to: new Date(range.to).toISOString(),
    bucketMs: width,
    points,
  };
}

/** Rows and repeats together: what was received is what became of it. */
export const ledgerOf = ({ received, processed, filtered, duplicates, open, failed }: Counts): Ledger => ({
  received: received + duplicates,
  processed,
  filtered,
  duplicate: duplicates,
  inFlight: open,
  failed,
});

export function total(counts: readonly Counts[]): Counts {
  const sum = noCounts();
  for (const one of counts) addCounts(sum, one);
  return sum;
}
