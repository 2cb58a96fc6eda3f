import type { SyncJobStats } from "@sluice/shared/sync-jobs";
import { CircleX } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { count, listTime } from "../../lib/format.ts";
import { usePreferences } from "../../lib/preferences.ts";

type Points = SyncJobStats["timeline"];
type Field = "received" | "failed";

/** Events received, and the failed ones in a lane with a scale of its own; the last bar still fills. */
export function VolumeChart({ points, rangeLabel }: { points: Points; rangeLabel: string }) {
  const [asTable, setAsTable] = useState(false);
  const total = (field: Field) => points.reduce((sum, point) => sum + point[field], 0);
  const failed = total("failed");
  return (
    <section aria-labelledby="volume" className="border-b border-line px-gutter pt-4 pb-3">
      <div className="flex items-center gap-2">
        <h2 id="volume" className="font-600">
          Events received
        </h2>
        <span className="text-12 text-fg-2">
          per {stepOf(points)}, {rangeLabel}
        </span>
        <Button
          kind="ghost"
          size="small"
          className="ml-auto"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? "Show as chart" : "Show as table"}
        </Button>
      </div>
      {asTable ? (
        <AsTable points={points} />
      ) : (
        <figure
          aria-label={`${count(total("received"))} events received, ${count(failed)} failed, ${rangeLabel}`}
        >
          <Bars points={points} field="received" height={112} color="bg-chart-flow" />
          {failed > 0 && (
            <>
              <p className="mt-2 flex items-center gap-1.5 text-12 text-fg-2">
                <CircleX size={14} aria-hidden="true" className="text-bad" /> Failed
                <span className="text-fg-3">{count(failed)}, own scale</span>
              </p>
              <Bars points={points} field="failed" height={24} color="bg-bad" />
            </>
          )}
          <Axis points={points} />
        </figure>
      )}
    </section>
  );
}

interface BarsProps {
  readonly points: Points;
  readonly field: Field;
  readonly height: number;
  readonly color: string;
}

function Bars({ points, field, height, color }: BarsProps) {
  const top = niceTop(Math.max(...points.map((point) => point[field]), 1));
  return (
    <div aria-hidden="true" className="mt-1 flex items-stretch">
      <div
        className="relative flex min-w-0 flex-1 items-end gap-px border-b border-line-2 rail:gap-0.5"
        style={{ height }}
      >
        {height > 50 && (
          <>
            <i className="absolute inset-x-0 top-0 border-t border-line" />
            <i className="absolute inset-x-0 top-1/2 border-t border-line" />
          </>
        )}
        {points.map((point, index) => (
          <i
            key={point.at}
            title={`${count(point[field])} ${field}`}
            className={`relative min-w-0 flex-1 ${color} ${index === points.length - 1 ? "opacity-60" : ""}`}
            style={{ height: point[field] > 0 ? `max(2px, ${(point[field] / top) * 100}%)` : 0 }}
          />
        ))}
      </div>
      <div className="relative w-12 shrink-0 pl-2 text-11 text-fg-3">
        <span className="absolute top-0 -translate-y-1/4">{count(top)}</span>
        {height > 50 && <span className="absolute bottom-0">0</span>}
      </div>
    </div>
  );
}

function Axis({ points }: { points: Points }) {
  const { timeZone } = usePreferences();
  const marks = [0, 0.25, 0.5, 0.75].map((part) => points[Math.floor(part * points.length)]);
  return (
    <div aria-hidden="true" className="mt-1 flex pr-12 text-11 text-fg-3">
      {marks.map(
        (point, index) =>
          point && (
            <span key={point.at} className={`flex-1 truncate ${index % 2 === 1 ? "max-rail:invisible" : ""}`}>
              {listTime(point.at, Date.now(), timeZone).replace(/:\d\d$/, withoutSeconds)}
            </span>
          ),
      )}
      <span>now</span>
    </div>
  );
}

/** `14:22:05` to `14:22`; `Thu 22:40` stays. */
const withoutSeconds = (end: string, offset: number) => (offset >= 5 && offset < 6 ? "" : end);

function AsTable({ points }: { points: Points }) {
  return (
    <section
      className="mt-2 max-h-48 overflow-y-auto border border-line"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it.
      tabIndex={0}
      aria-label="Events received, as a table"
    >
      <table className="w-full text-right">
        <thead className="text-12 text-fg-3">
          <tr>
            <th className="px-3 py-1 text-left font-400">From</th>
            <th className="px-3 font-400">Received</th>
            <th className="px-3 font-400">Processed</th>
            <th className="px-3 font-400">Failed</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <TableRow key={point.at} point={point} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function TableRow({ point }: { point: Points[number] }) {
  const { timeZone } = usePreferences();
  return (
    <tr className="border-t border-line">
      <th className="px-3 py-1 text-left font-400 text-fg-2">{listTime(point.at, Date.now(), timeZone)}</th>
      <td className="px-3">{count(point.received)}</td>
      <td className="px-3">{count(point.processed)}</td>
      <td className="px-3">{count(point.failed)}</td>
    </tr>
  );
}

/** The width of one bar: `24 min`, `12 h`. */
function stepOf([first, second]: Points): string {
  const minutes = Math.round((Date.parse(second?.at ?? "") - Date.parse(first?.at ?? "")) / 60_000);
  if (!(minutes > 0)) return "bar";
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The next of 1, 2, 5, 10, 20, 50, … that is not less. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
