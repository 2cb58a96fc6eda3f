import { XAxis, YAxis } from "recharts";
import { count } from "../../lib/format.ts";
import { countTicks } from "../../lib/scale.ts";

const AXIS = 44;
export const TICK = { fontSize: 11, fill: "var(--text-3)" };
export const BASELINE = { top: 6, right: 0, bottom: 1, left: 0 };

/** At the right, from zero to `top`. */
export const yAxis = (
  top: number,
  format: (value: number) => string = count,
  ticks: readonly number[] = countTicks(top),
) => (
  <YAxis
    orientation="right"
    width={AXIS}
    domain={[0, top]}
    ticks={[...ticks]}
    tickFormatter={format}
    tick={TICK}
    tickLine={false}
    axisLine={false}
    interval={0}
  />
);
/** The time, which all plots of a chart share; its labels stand below them. */
export const xAxis = <XAxis dataKey="at" hide />;
