import type { EventFilterInput, EventHistogram } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Histogram } from "../../components/charts/histogram.tsx";
import type { ChartPoint } from "../../components/charts/types.ts";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { StatusGlyph } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { count, estimate, plural } from "../../lib/format.ts";
import { presetOf, type RangeText, rangeText } from "../../lib/range.ts";
import { histogramQuery } from "./queries.ts";

interface Props {
  readonly filter: EventFilterInput;
  readonly range: RangeText | undefined;
  readonly onRange: (range: RangeText) => void;
}

export const pointsOf = (histogram: EventHistogram): readonly ChartPoint[] =>
  histogram.buckets.map(({ at, counts }) => ({
    at,
    value: counts.processed ?? 0,
    muted: counts.filtered ?? 0,
    busy: (counts.pending ?? 0) + (counts.waiting ?? 0) + (counts.processing ?? 0),
    failed: counts.failed ?? 0,
  }));

/** When what matches was received. Its place is kept from the start, so that the table stays where it is. */
export function MatchHistogram({ filter, range, onRange }: Props) {
  const histogram = useQuery(histogramQuery(filter));
  const { data } = histogram;
  const points = useMemo(() => (data ? pointsOf(data) : []), [data]);
  const total = points.reduce((sum, { value, muted = 0, busy = 0 }) => sum + value + muted + busy, 0);
  const failed = points.reduce((sum, point) => sum + (point.failed ?? 0), 0);
  const span = presetOf(range ?? "24h")?.label.toLowerCase() ?? "this time";
  return (
    <section aria-label="When" className="border-b border-line px-gutter pt-1 pb-2">
      {histogram.isError && !data ? (
        <ErrorPanel
          title="The times cannot be shown"
          error={histogram.error}
          onRetry={() => histogram.refetch()}
        />
      ) : (
        <Histogram
          points={points}
          stepMs={data?.width ?? 60_000}
          partial={!filter.to}
          onRange={(from, to) => onRange(rangeText(from, to))}
          summary={
            <span className="flex min-w-0 items-center gap-x-2 overflow-hidden text-12 text-fg-2">
              <span>
                {data
                  ? `${data.estimated ? "At least " : ""}${total + failed > 10_000 ? `${estimate(total + failed)} events` : plural(total + failed, "event")}, ${span}`
                  : "Counting…"}
              </span>
              {failed > 0 && (
                <span className="inline-flex items-center gap-1 text-bad-text">
                  <StatusGlyph status="failed" />
                  <span>
                    {count(failed)} failed
                    {total > 0 && <span className="max-rail:sr-only">, own scale</span>}
                  </span>
                </span>
              )}
              {data?.completeFrom && (
                <span className="text-fg-3 max-rail:hidden">
                  complete from <Time at={data.completeFrom} />
                </span>
              )}
            </span>
          }
        />
      )}
    </section>
  );
}
