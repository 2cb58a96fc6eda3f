import { type ReactNode, Suspense, useId, useState } from "react";
import { cx } from "../../lib/cx.ts";
import { axisTime, count, duration, plural } from "../../lib/format.ts";
import { lazy } from "../../lib/lazy.ts";
import { usePreferences } from "../../lib/preferences.ts";
import { spread } from "../../lib/scale.ts";
import { PointsTable } from "./points-table.tsx";
import type { ChartMark, ChartPoint } from "./types.ts";

export type { ChartMark, ChartPoint } from "./types.ts";

const Plots = lazy(() => import("./plots.tsx").then((module) => ({ default: module.Plots })));
const LABELS = 5;
const FAILED_PX = 64 + 12;
const COMPACT_FAILED_PX = 20;
const LATENCY_PX = 72;

interface Props {
  /** "Events received" */
  readonly title: string;
  /** In the same order of time, a step apart. Empty: the frame alone. */
  readonly points: readonly ChartPoint[];
  readonly stepMs: number;
  readonly height?: number;
  /** Beside the title: legend, links. */
  readonly actions?: ReactNode;
  readonly marks?: readonly ChartMark[];
  /** Drawing over the bars chooses a span: write it to the address. */
  readonly onRange?: (from: Date, to: Date) => void;
  /** A lane for failures with its own scale. */
  readonly failed?: boolean;
  /** A line for the time to write. */
  readonly latency?: boolean;
  /** In one line what it shows, instead of the title; and no words in the failure lane: above a list. */
  readonly compact?: ReactNode;
  /** The last bar is still filling, and is hatched. */
  readonly partial?: boolean;
}

/** How many, when; with failures apart. Its place is kept while it loads. */
export function VolumeChart(props: Props) {
  const { title, points, stepMs, height = 118, actions, marks = [], onRange } = props;
  const { failed = false, latency = false, compact, partial = true } = props;
  const { timeZone } = usePreferences();
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  const space =
    height + (failed ? (compact ? COMPACT_FAILED_PX : FAILED_PX) : 0) + (latency ? LATENCY_PX : 0);
  const axis = spread(points.length, LABELS);
  const label = (index: number): string =>
    axisTime(points[index]?.at ?? "", index, points.length * stepMs, Date.now(), timeZone);
  return (
    <figure aria-labelledby={titleId} className="min-w-0 [&_.recharts-surface]:overflow-visible">
      <figcaption
        className={cx("mb-1 flex min-h-7 items-center gap-x-2 whitespace-nowrap", !compact && "flex-wrap")}
      >
        <span id={titleId} className={compact ? "sr-only" : "font-600"}>
          {title}
        </span>
        {compact}
        <span className={cx("text-12 text-fg-3", compact !== undefined && "max-rail:sr-only")}>
          per {stepText(stepMs)}
        </span>
        <span className="sr-only">{summaryOf(points)}</span>
        <span className="flex-1" />
        {actions}
        {points.length > 0 && (
          <button type="button" className="link min-h-6 text-12" onClick={() => setAsTable(!asTable)}>
            {asTable ? "Show as chart" : "Show as table"}
          </button>
        )}
      </figcaption>
      {asTable ? (
        <PointsTable points={points} timeZone={timeZone} failed={failed} latency={latency} title={title} />
      ) : (
        <>
          <div style={{ height: space }}>
            {points.length > 0 && (
              <Suspense>
                <Plots
                  points={points}
                  height={height}
                  marks={marks}
                  onRange={onRange}
                  stepMs={stepMs}
                  showFailed={failed}
                  showLatency={latency}
                  partial={partial}
                  compact={compact !== undefined}
                />
              </Suspense>
            )}
          </div>
          <div aria-hidden="true" className="mt-1 mr-11 flex h-4 justify-between text-11 text-fg-3">
            {axis.map((index) => (
              <span key={index}>{label(index)}</span>
            ))}
          </div>
        </>
      )}
    </figure>
  );
}

function stepText(ms: number): string {
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 86_400_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}

/** The figure in a sentence. */
export function summaryOf(points: readonly ChartPoint[]): string {
  if (points.length === 0) return "No data.";
  const values = points.map(({ value, muted = 0, busy = 0 }) => value + muted + busy);
  const failed = points.reduce((sum, point) => sum + (point.failed ?? 0), 0);
  const latencies = points.flatMap(({ latency }) => (typeof latency === "number" ? [latency] : []));
  const total = values.reduce((sum, value) => sum + value, 0);
  return [
    `${plural(total, "event")}, lowest ${count(Math.min(...values))}, highest ${count(Math.max(...values))}`,
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(latencies.length > 0 ? [`p95 up to ${duration(Math.max(...latencies))}`] : []),
  ].join("; ");
}

/** The two colours of the bars, for `actions`. */
export function VolumeLegend() {
  return (
    <span aria-hidden="true" className="flex gap-3.5 text-12 text-fg-2 max-rail:hidden">
      <span>
        <i className="mr-1.5 inline-block size-2 rounded-[2px] bg-chart-flow" />
        Processed
      </span>
      <span>
        <i className="mr-1.5 inline-block size-2 rounded-[2px] bg-chart-mute" />
        Filtered or duplicate
      </span>
    </span>
  );
}
