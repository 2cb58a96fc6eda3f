import { count, duration, hourMinute, listTime } from "../../lib/format.ts";
import { preferences } from "../../lib/preferences.ts";
import type { ChartPoint } from "./types.ts";

interface Props {
  readonly stepMs: number;
  /** Given by recharts. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: ChartPoint }[];
}

/** What one bar stands for. */
export function PlotTip({ stepMs, active = false, payload = [] }: Props) {
  const point = payload[0]?.payload;
  if (!active || !point) return null;
  const { timeZone } = preferences();
  const end = hourMinute(new Date(Date.parse(point.at) + stepMs), timeZone);
  const { value, muted, busy, failed, latency } = point;
  const lines = [
    ["Processed", count(value)],
    ...(busy ? [["In flight", count(busy)]] : []),
    ...(muted ? [["Filtered or duplicate", count(muted)]] : []),
    ...(failed ? [["Failed", count(failed)]] : []),
    ...(typeof latency === "number" ? [["p95", duration(latency)]] : []),
  ];
  return (
    <div className="pop px-2.5 py-1.5 text-12">
      <p className="text-fg-3">
        {listTime(point.at, Date.now(), timeZone).replace(/:00$/, "")} to {end}
      </p>
      {lines.map(([name, text]) => (
        <p key={name} className="flex justify-between gap-4">
          <span className="text-fg-2">{name}</span>
          <span>{text}</span>
        </p>
      ))}
    </div>
  );
}
