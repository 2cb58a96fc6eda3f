import { count, duration, listTime } from "../../lib/format.ts";
import type { ChartPoint } from "./types.ts";

interface Props {
  readonly title: string;
  readonly points: readonly ChartPoint[];
  readonly timeZone: string;
  readonly failed: boolean;
  readonly latency: boolean;
}

/** The numbers of a chart; times without events are left out. */
export function PointsTable({ title, points, timeZone, failed, latency }: Props) {
  const busy = points.filter(
    (point) => point.value + (point.muted ?? 0) + (point.busy ?? 0) + (point.failed ?? 0) > 0,
  );
  const hasMuted = points.some(({ muted }) => muted);
  const hasBusy = points.some(({ busy }) => busy);
  const heads = [
    "From",
    "Processed",
    ...(hasBusy ? ["In flight"] : []),
    ...(hasMuted ? ["Filtered or duplicate"] : []),
    ...(failed ? ["Failed"] : []),
    ...(latency ? ["p95"] : []),
  ];
  return (
    <div className="max-h-80 overflow-auto">
      <table className="w-full text-12">
        <caption className="sr-only">{title}</caption>
        <thead className="sticky top-0 bg-surface text-left text-fg-3">
          <tr>
            {heads.map((head, index) => (
              <th key={head} scope="col" className={`py-1 font-400 ${index > 0 ? "text-right" : ""}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {busy.map((point) => (
            <tr key={point.at} className="border-t border-line [&_td]:py-1 [&_td]:text-right">
              <th scope="row" className="py-1 text-left font-400">
                {listTime(point.at, Date.now(), timeZone)}
              </th>
              <td>{count(point.value)}</td>
              {hasBusy && <td>{count(point.busy ?? 0)}</td>}
              {hasMuted && <td>{count(point.muted ?? 0)}</td>}
              {failed && <td>{count(point.failed ?? 0)}</td>}
              {latency && <td>{duration(point.latency)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
