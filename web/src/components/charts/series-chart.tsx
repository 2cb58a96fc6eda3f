import { type ReactNode, Suspense, useId, useState } from "react";
import { axisTime, listTime } from "../../lib/format.ts";
import { lazy } from "../../lib/lazy.ts";
import { usePreferences } from "../../lib/preferences.ts";
import { spread } from "../../lib/scale.ts";

const SeriesPlot = lazy(() => import("./series-plot.tsx").then((module) => ({ default: module.SeriesPlot })));
const LABELS = 5;

export interface Series {
  readonly label: ReactNode;
  /** In words, for the table and for those who cannot see. */
  readonly name: string;
  readonly color: string;
  /** Beside its name. */
  readonly note?: string;
}

export interface SeriesPoint {
  /** When it begins, ISO 8601. */
  readonly at: string;
  /** One for each series; null: not known. */
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly title: string;
  /** Bars stand on each other, lines beside. */
  readonly kind: "bars" | "lines";
  readonly series: readonly Series[];
  readonly points: readonly SeriesPoint[];
  readonly format: (value: number) => string;
  readonly height?: number;
  /** In a sentence what it shows. */
  readonly summary: string;
}

/** Several numbers over time, as a picture or as a table. */
export function SeriesChart({ title, kind, series, points, format, height = 110, summary }: Props) {
  const { timeZone } = usePreferences();
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  const span = Date.parse(points.at(-1)?.at ?? "") - Date.parse(points[0]?.at ?? "");
  return (
    <figure aria-labelledby={titleId} className="min-w-0 [&_.recharts-surface]:overflow-visible">
      <figcaption className="mb-1 flex min-h-7 flex-wrap items-center gap-x-3">
        <span id={titleId} className="font-600">
          {title}
        </span>
        <span className="sr-only">{summary}</span>
        <span className="flex-1" />
        <button type="button" className="link min-h-6 text-12" onClick={() => setAsTable(!asTable)}>
          {asTable ? "Show as chart" : "Show as table"}
        </button>
      </figcaption>
      <ul className="mb-2 flex flex-wrap gap-x-3.5 gap-y-0.5 text-12 text-fg-2">
        {series.map(({ label, name, color, note }) => (
          <li key={name} className="min-w-0">
            <i
              aria-hidden="true"
              className="mr-1.5 inline-block size-2 rounded-[2px]"
              style={{ background: color }}
            />
            {label} {note && <span className="text-fg-3">{note}</span>}
          </li>
        ))}
      </ul>
      {asTable ? (
        <SeriesTable title={title} series={series} points={points} format={format} timeZone={timeZone} />
      ) : (
        <>
          <div style={{ height }}>
            <Suspense>
              <SeriesPlot kind={kind} series={series} points={points} format={format} height={height} />
            </Suspense>
          </div>
          <div aria-hidden="true" className="mt-1 mr-11 flex h-4 justify-between text-11 text-fg-3">
            {spread(points.length, LABELS).map((index, place) => (
              <span key={index}>{axisTime(points[index]?.at ?? "", place, span, Date.now(), timeZone)}</span>
            ))}
          </div>
        </>
      )}
    </figure>
  );
}

interface TableProps extends Pick<Props, "title" | "series" | "points" | "format"> {
  readonly timeZone: string;
}

/** The numbers; times without any are left out. */
function SeriesTable({ title, series, points, format, timeZone }: TableProps) {
  const busy = points.filter(({ values }) => values.some(Boolean));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section aria-label={title} tabIndex={0} className="max-h-80 overflow-auto">
      <table className="w-full text-12">
        <caption className="sr-only">{title}</caption>
        <thead className="sticky top-0 bg-surface text-left text-fg-3">
          <tr>
            <th scope="col" className="py-1 font-400">
              From
            </th>
            {series.map(({ name }) => (
              <th key={name} scope="col" className="py-1 text-right font-400">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {busy.map(({ at, values }) => (
            <tr key={at} className="border-t border-line [&_td]:py-1 [&_td]:text-right">
              <th scope="row" className="py-1 text-left font-400">
                {listTime(at, Date.now(), timeZone)}
              </th>
              {series.map(({ name }, index) => {
                const value = values[index];
                return <td key={name}>{typeof value === "number" ? format(value) : ""}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
