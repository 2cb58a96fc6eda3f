import type { Analytics, AnalyticsQuery, TypeFigures } from "@sluice/shared/sync-jobs";
import type { Ctx } from "../context.ts";
import type { Streamed } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { csvCells } from "./csv.ts";
import { failureGroups } from "./failures.ts";
import { DAY_MS, floorTo, niceWidth } from "./rollup-levels.ts";
import { COARSER, OTHER } from "./rollup-types.ts";
import {
  addCounts,
  type CellBucket,
  type LatencyBucket,
  noCounts,
  quantile,
  type Rollups,
} from "./rollups.ts";

const POINTS = 60;
const BARS = 24;
const MOST_TYPES = 100;
const MOST_CAUSES = 6;

interface Range {
  readonly jobIds: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly width: number;
  /** Where the first bar begins. */
  readonly origin: number;
}

/**
 * How a job fared over a range, in at most 60 points, and each of its types; all from the statistics.
 * @throws AppError `invalid_input` when `to` is not after `from`.
 */
export async function jobAnalytics(
  ctx: Pick<Ctx, "db">,
  rollups: Rollups,
  jobId: string,
  query: AnalyticsQuery,
): Promise<Analytics> {
  const range = rangeOf(jobId, query, POINTS);
  const [type] = query.type ?? [];
  await rollups.refresh([jobId]);
  const [types, counts, latency, groups] = await Promise.all([
    typeFigures(rollups, jobId, query),
    countsOver(rollups, range, type),
    type === undefined ? rollups.latency(range) : rollups.latencyOfType(range, type),
    rollups.groupsOver(range, type),
  ]);
  const coarser = type === undefined ? 1 : COARSER;
  const causes = await causesOf(ctx, rollups, range, groups);
  const known = causes.flatMap(({ group }) => group ?? []);
  const latencyAt = Map.groupBy(latency, ({ bucket }) => bucket);
  const groupsAt = Map.groupBy(groups, ({ bucket }) => bucket);
  const length = Math.ceil((range.to - range.origin) / range.width);
  return {
    from: new Date(range.origin).toISOString(),
    to: new Date(range.to).toISOString(),
    bucketMs: range.width,
    points: Array.from({ length }, (_, bucket) => {
      const here = groupsAt.get(bucket) ?? [];
      return {
        at: new Date(range.origin + bucket * range.width).toISOString(),
        ...(counts.get(bucket) ?? emptyFigures()),
        latencyMs: percentiles(latencyAt.get(bucket) ?? [], coarser),
        causes: causes.map(({ group }) =>
          sumOf(here.filter((one) => (group === null ? !known.includes(one.group) : one.group === group))),
        ),
      };
    }),
    causes,
    types: types.slice(0, MOST_TYPES),
    typeCount: types.length,
  };
}

/** The same table of types as a download. */
export async function exportAnalytics(
  rollups: Rollups,
  jobId: string,
  query: AnalyticsQuery,
): Promise<Streamed<"text/csv">> {
  await rollups.refresh([jobId]);
  const types = await typeFigures(rollups, jobId, query);
  const lines = types.map(({ latencyMs, failedShare, sparkline: _, ...counts }) =>
    csvCells([
      counts.type,
      counts.received,
      counts.processed,
      counts.failed,
      counts.filtered,
      counts.open,
      failedShare ?? undefined,
      latencyMs.p50 ?? undefined,
      latencyMs.p95 ?? undefined,
    ]),
  );
  const head = csvCells("type received processed failed filtered open failedShare p50Ms p95Ms".split(" "));
  return { type: "text/csv", filename: "event-types.csv", body: pieces([head, ...lines]) };
}

async function* pieces(lines: readonly string[]): AsyncGenerator<string> {
  yield lines.join("");
}

function rangeOf(jobId: string, query: AnalyticsQuery, most: number): Range {
  const to = query.to ? Date.parse(query.to) : Date.now();
  const from = query.from ? Date.parse(query.from) : to - DAY_MS;
  if (to <= from) throw new AppError("invalid_input", "to: is not after from.");
  const width = niceWidth(from, to, most);
  // Of the first bar, what came before `from` is left out.
  return { jobIds: [jobId], from, to, width, origin: floorTo(from, width) };
}

type Figures = Pick<TypeFigures, "received" | "processed" | "failed" | "filtered" | "open">;
const emptyFigures = (): Figures => ({ received: 0, processed: 0, failed: 0, filtered: 0, open: 0 });

function addCell(into: Figures, { status, n }: Pick<CellBucket, "status" | "n">): void {
  into.received += n;
  if (status === "processed" || status === "failed" || status === "filtered") into[status] += n;
  else into.open += n;
}

async function countsOver(
  rollups: Rollups,
  range: Range,
  type: string | undefined,
): Promise<Map<number, Figures>> {
  const found = new Map<number, Figures>();
  if (type === undefined) {
    for (const { bucket, ...counts } of await rollups.sums(range)) {
      const sum = noCounts();
      addCounts(sum, counts);
      addCounts(sum, { ...noCounts(), ...found.get(bucket) });
      const { received, processed, failed, filtered, open } = sum;
      found.set(bucket, { received, processed, failed, filtered, open });
    }
    return found;
  }
  for (const one of await rollups.statuses(range, [type])) {
    const sum = found.get(one.bucket) ?? emptyFigures();
    addCell(sum, one);
    found.set(one.bucket, sum);
  }
  return found;
}

/** The busiest first. */
async function typeFigures(rollups: Rollups, jobId: string, query: AnalyticsQuery): Promise<TypeFigures[]> {
  const range = rangeOf(jobId, query, BARS);
  const whole = { jobIds: range.jobIds, from: range.from, to: range.to };
  const [cells, took] = await Promise.all([rollups.cells(range), rollups.latencyOfType(whole)]);
  const tookOf = Map.groupBy(took, ({ type }) => type);
  const bars = Math.ceil((range.to - range.origin) / range.width);
  return [...Map.groupBy(cells, ({ type }) => type)]
    .map(([type, own]): TypeFigures => {
      const figures = emptyFigures();
      const sparkline = Array.from({ length: bars }, () => 0);
      for (const cell of own) {
        addCell(figures, cell);
        if (sparkline[cell.bucket] !== undefined)
          sparkline[cell.bucket] = (sparkline[cell.bucket] as number) + cell.n;
      }
      const settled = figures.processed + figures.failed;
      return {
        type,
        ...figures,
        failedShare: settled === 0 ? null : figures.failed / settled,
        latencyMs: percentiles(type === OTHER ? [] : (tookOf.get(type) ?? []), COARSER),
        sparkline,
      };
    })
    .sort((a, b) => b.received - a.received || (a.type < b.type ? -1 : 1));
}

async function causesOf(
  ctx: Pick<Ctx, "db">,
  rollups: Rollups,
  range: Range,
  groups: ReadonlyArray<{ group: string; n: number }>,
): Promise<Analytics["causes"]> {
  if (groups.length === 0) return [];
  const byGroup = [...Map.groupBy(groups, ({ group }) => group)]
    .map(([group, all]) => ({ group, count: sumOf(all) }))
    .sort((a, b) => b.count - a.count);
  const named = byGroup.filter(({ group }) => group !== OTHER).slice(0, MOST_CAUSES);
  const told = await failureGroups(ctx, rollups, range.jobIds, {
    from: new Date(range.from),
    to: new Date(range.to),
  });
  const titles = new Map(told.data.map(({ group, explanation }) => [group, explanation.title]));
  const causes: Analytics["causes"] = named.map(({ group, count }) => ({
    group,
    title: titles.get(group) ?? (group.split("~")[0] as string).replaceAll("_", " "),
    count,
  }));
  const rest =
    sumOf(byGroup.map(({ count }) => ({ n: count }))) - sumOf(named.map(({ count }) => ({ n: count })));
  if (rest > 0) causes.push({ group: null, title: "Other causes", count: rest });
  return causes;
}

const sumOf = (all: ReadonlyArray<{ n: number }>): number => all.reduce((sum, { n }) => sum + n, 0);

function percentiles(buckets: ReadonlyArray<Pick<LatencyBucket, "latency">>, coarser: number) {
  const histograms = buckets.map(({ latency }) => latency);
  return { p50: quantile(histograms, 0.5, coarser), p95: quantile(histograms, 0.95, coarser) };
}
