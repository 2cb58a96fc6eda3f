import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip } from "recharts";
import { listTime } from "../../lib/format.ts";
import { preferences } from "../../lib/preferences.ts";
import { niceTop } from "../../lib/scale.ts";
import { xAxis, yAxis } from "./axes.tsx";
import type { Series, SeriesPoint } from "./series-chart.tsx";

const MARGIN = { top: 6, right: 0, bottom: 1, left: 0 };

interface Props {
  readonly kind: "bars" | "lines";
  readonly series: readonly Series[];
  readonly points: readonly SeriesPoint[];
  readonly format: (value: number) => string;
  readonly height: number;
}

/** The drawing; loaded when it is shown. */
export function SeriesPlot({ kind, series, points, format, height }: Props) {
  const data = points as SeriesPoint[];
  const highest = points.map(({ values }) => {
    const known = values.map((value) => value ?? 0);
    return kind === "bars" ? known.reduce((sum, value) => sum + value, 0) : Math.max(0, ...known);
  });
  const top = niceTop(Math.max(1, ...highest));
  const frame = (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      {xAxis}
      {yAxis(top, (value) => format(value).replaceAll(" ", "\u00a0"), [0, top])}
      <Tooltip
        content={<Tip series={series} format={format} />}
        cursor={kind === "bars" ? { fill: "var(--surface-3)" } : { stroke: "var(--line-2)" }}
        isAnimationActive={false}
      />
    </>
  );
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={height}>
        {kind === "bars" ? (
          <BarChart data={data} margin={MARGIN} barCategoryGap="15%" accessibilityLayer={false}>
            {frame}
            {series.map(({ name, color }, index) => (
              <Bar
                key={name}
                dataKey={({ values }: SeriesPoint) => values[index]}
                stackId="all"
                fill={color}
                stroke="var(--surface)"
                strokeWidth={0.5}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        ) : (
          <LineChart data={data} margin={MARGIN} accessibilityLayer={false}>
            {frame}
            {series.map(({ name, color }, index) => (
              <Line
                key={name}
                dataKey={({ values }: SeriesPoint) => values[index]}
                stroke={color}
                strokeWidth={1.5}
                dot={{ r: isSparse(points, index) ? 2 : 0.5, fill: color, strokeWidth: 0 }}
                connectNulls={false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        )}
      </ResponsiveContainer>
    </div>
  );
}

/** So few that a line alone would not be seen. */
const isSparse = (points: readonly SeriesPoint[], index: number): boolean =>
  points.filter(({ values }) => typeof values[index] === "number").length < 20;

interface TipProps {
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** Given by recharts. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: SeriesPoint }[];
}

function Tip({ series, format, active = false, payload = [] }: TipProps) {
  const point = payload[0]?.payload;
  if (!active || !point) return null;
  return (
    <div className="pop px-2.5 py-1.5 text-12">
      <p className="text-fg-3">{listTime(point.at, Date.now(), preferences().timeZone)}</p>
      {series.map(({ name }, index) => {
        const value = point.values[index];
        return value ? (
          <p key={name} className="flex justify-between gap-4">
            <span className="text-fg-2">{name}</span>
            <span>{format(value)}</span>
          </p>
        ) : null;
      })}
    </div>
  );
}
