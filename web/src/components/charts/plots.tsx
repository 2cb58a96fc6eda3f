import { type ReactNode, useId, useState } from "react";
import {
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
} from "recharts";
import { count } from "../../lib/format.ts";
import { niceTop } from "../../lib/scale.ts";
import { StatusGlyph } from "../status.tsx";
import { BASELINE, TICK, xAxis, yAxis } from "./axes.tsx";
import { LatencyLine } from "./latency-line.tsx";
import { PlotTip } from "./plot-tip.tsx";
import type { ChartPoint, PlotProps } from "./types.ts";

const FAILED_PX = 32;
const COMPACT_FAILED_PX = 20;
const MARGIN = { top: 6, right: 0, bottom: 0, left: 0 };

const grid = <CartesianGrid vertical={false} stroke="var(--line)" />;
const tip = (stepMs: number) => (
  <Tooltip
    content={<PlotTip stepMs={stepMs} />}
    cursor={{ fill: "var(--surface-3)" }}
    isAnimationActive={false}
  />
);

/** The drawings of a chart, one below the other on the same time; loaded when the first is shown. */
export function Plots(props: PlotProps) {
  const { points, height, marks, onRange, stepMs, showFailed, showLatency, compact } = props;
  const drag = useDrag(points, stepMs, onRange);
  const [x1, x2] = drag.area;
  const over = (
    <>
      {marks.map((mark) => (
        <ReferenceLine
          key={mark.at}
          x={nearest(points, mark.at)}
          stroke="var(--text-3)"
          strokeDasharray="3 3"
          label={{ value: mark.label, position: "insideTopRight", ...TICK }}
        />
      ))}
      {x1 && x2 && <ReferenceArea x1={x1} x2={x2} fill="var(--accent)" fillOpacity={0.15} />}
    </>
  );
  const failed = { points, stepMs, compact };
  return (
    <div aria-hidden="true" className={onRange ? "cursor-crosshair select-none" : undefined}>
      {showFailed && hasOnlyFailed(points) ? (
        <FailureLane {...failed} height={height + (compact ? COMPACT_FAILED_PX : FAILED_PX)} drag={drag}>
          {over}
        </FailureLane>
      ) : (
        <>
          <VolumePlot {...props} drag={drag}>
            {over}
          </VolumePlot>
          {showFailed && <FailureLane {...failed} height={compact ? COMPACT_FAILED_PX : FAILED_PX} />}
        </>
      )}
      {showLatency && <LatencyLine points={points} />}
    </div>
  );
}

interface DrawnProps extends Pick<PlotProps, "points" | "height" | "stepMs" | "compact"> {
  readonly drag?: ReturnType<typeof useDrag>;
  /** What is drawn over the bars. */
  readonly children?: ReactNode;
}

function VolumePlot(props: DrawnProps & Pick<PlotProps, "partial">) {
  const { points, height, stepMs, partial, compact, drag, children } = props;
  const hatch = useId();
  const top = niceTop(Math.max(...points.map(({ value, muted = 0, busy = 0 }) => value + muted + busy), 0));
  const last = points.length - 1;
  return (
    <>
      <svg width="0" height="0" className="absolute">
        <title>Hatching</title>
        <defs>
          <pattern
            id={hatch}
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="4" height="4" fill="var(--chart-flow)" opacity="0.35" />
            <rect width="2" height="4" fill="var(--chart-flow)" />
          </pattern>
        </defs>
      </svg>
      <ResponsiveContainer width="100%" height={height}>
        <BarChart
          data={points as ChartPoint[]}
          margin={MARGIN}
          barCategoryGap="15%"
          accessibilityLayer={false}
          {...drag?.handlers}
        >
          {grid}
          {xAxis}
          {yAxis(top, count, compact ? [top] : undefined)}
          {tip(stepMs)}
          {points.some(({ muted }) => muted) && (
            <Bar dataKey="muted" stackId="all" fill="var(--chart-mute)" isAnimationActive={false} />
          )}
          {points.some(({ busy }) => busy) && (
            <Bar dataKey="busy" stackId="all" fill="var(--busy)" isAnimationActive={false} />
          )}
          <Bar dataKey="value" stackId="all" fill="var(--chart-flow)" isAnimationActive={false}>
            {partial &&
              points.map((point, index) => (
                <Cell key={point.at} fill={index === last ? `url(#${hatch})` : "var(--chart-flow)"} />
              ))}
          </Bar>
          {children}
        </BarChart>
      </ResponsiveContainer>
    </>
  );
}

function FailureLane({ points, height, stepMs, compact, drag, children }: DrawnProps) {
  const sum = points.reduce((total, { failed = 0 }) => total + failed, 0);
  const isAlone = drag !== undefined;
  const top = niceTop(Math.max(...points.map(({ failed = 0 }) => failed)));
  const ticks = sum === 0 ? [] : [top];
  return (
    <>
      {!compact && (
        <p className="mt-3 mb-1 flex items-center gap-1.5 text-12 text-fg-2">
          <StatusGlyph status={sum > 0 ? "failed" : "received"} />
          Failed{" "}
          <span className="text-fg-3">
            {count(sum)}
            {sum > 0 && !isAlone && ", own scale"}
          </span>
        </p>
      )}
      <ResponsiveContainer width="100%" height={height}>
        <BarChart
          data={points as ChartPoint[]}
          margin={compact && !isAlone ? { ...BASELINE, top: 8 } : BASELINE}
          barCategoryGap="15%"
          accessibilityLayer={false}
          {...drag?.handlers}
        >
          {isAlone && grid}
          {xAxis}
          {yAxis(top, count, isAlone && !compact ? undefined : ticks)}
          <ReferenceLine y={0} stroke="var(--line-2)" />
          {tip(stepMs)}
          <Bar
            dataKey="failed"
            fill="var(--bad)"
            minPointSize={(value) => (value ? 2 : 0)}
            isAnimationActive={false}
          />
          {children}
        </BarChart>
      </ResponsiveContainer>
    </>
  );
}

const hasOnlyFailed = (points: readonly ChartPoint[]): boolean =>
  points.some(({ failed }) => failed) &&
  points.every(({ value, muted = 0, busy = 0 }) => value + muted + busy === 0);

/** The bar a mark falls into. */
const nearest = (points: readonly ChartPoint[], at: string): string =>
  points.findLast((point) => point.at <= at)?.at ?? "";

/** Drawing from one bar to another chooses the time between; one bar alone is that bar's time. */
function useDrag(points: readonly ChartPoint[], stepMs: number, onRange: PlotProps["onRange"]) {
  const [from, setFrom] = useState<number>();
  const [to, setTo] = useState<number>();
  if (!onRange) return { handlers: {}, area: [] };
  const indexIn = (state: { activeTooltipIndex?: unknown }): number | undefined => {
    const index = Number(state.activeTooltipIndex ?? Number.NaN);
    return Number.isInteger(index) ? index : undefined;
  };
  const end = () => {
    setFrom(undefined);
    setTo(undefined);
    if (from === undefined || to === undefined) return;
    const [first, last] = [points[Math.min(from, to)], points[Math.max(from, to)]];
    if (first && last) onRange(new Date(first.at), new Date(Date.parse(last.at) + stepMs));
  };
  const handlers = {
    onMouseDown: (state: { activeTooltipIndex?: unknown }) => {
      setFrom(indexIn(state));
      setTo(indexIn(state));
    },
    onMouseMove: (state: { activeTooltipIndex?: unknown }) => {
      if (from !== undefined) setTo(indexIn(state) ?? to);
    },
    onMouseUp: end,
    onMouseLeave: end,
  };
  const area = [from, to].flatMap((index) => points[index ?? -1]?.at ?? []);
  return { handlers, area };
}
