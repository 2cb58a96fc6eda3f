import { Line, LineChart, ReferenceLine, ResponsiveContainer } from "recharts";
import { duration } from "../../lib/format.ts";
import { niceTop } from "../../lib/scale.ts";
import { BASELINE, xAxis, yAxis } from "./axes.tsx";
import type { ChartPoint } from "./types.ts";

const LATENCY_PX = 44;

interface DotProps {
  readonly cx?: number;
  readonly cy?: number;
  readonly index?: number;
}

/** The time to write, in a plot of its own; a time that stands alone is a dot. */
export function LatencyLine({ points }: { points: readonly ChartPoint[] }) {
  const known = points.flatMap(({ latency }) => (typeof latency === "number" ? [latency] : []));
  const top = niceTop(Math.max(...known, 0));
  const now = known[known.length - 1];
  const isKnown = (index: number) => typeof points[index]?.latency === "number";
  const dot = ({ cx, cy, index = 0 }: DotProps) =>
    isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1) ? (
      <circle key={index} cx={cx} cy={cy} r={2} fill="var(--text-2)" />
    ) : (
      <g key={index} />
    );
  return (
    <>
      <p className="mt-2 mb-1 text-12 text-fg-2">
        Time to write, p95 {now !== undefined && <span className="text-fg-3">{duration(now)} now</span>}
      </p>
      <ResponsiveContainer width="100%" height={LATENCY_PX}>
        <LineChart data={points as ChartPoint[]} margin={BASELINE} accessibilityLayer={false}>
          {xAxis}
          {yAxis(top, onOneLine, [top])}
          <ReferenceLine y={0} stroke="var(--line-2)" />
          <Line
            dataKey="latency"
            stroke="var(--text-2)"
            strokeWidth={1.5}
            dot={dot}
            connectNulls={false}
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </>
  );
}

const onOneLine = (ms: number): string => duration(ms).replaceAll(" ", "\u00a0");
