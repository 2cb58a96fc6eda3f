import type { Analytics } from "@sluice/shared/sync-jobs";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useMemo } from "react";
import { Button } from "../../components/button.tsx";
import { SeriesChart } from "../../components/charts/series-chart.tsx";
import { type ChartPoint, VolumeChart, VolumeLegend } from "../../components/charts/volume-chart.tsx";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { api } from "../../lib/api.ts";
import { exportError, useDownload } from "../../lib/download.ts";
import { count, duration, plural } from "../../lib/format.ts";
import { spanOf } from "../../lib/range.ts";
import { causeColors, typeColumns } from "./parts.tsx";

const MINUTE_MS = 60_000;
const AGE_MS = 30_000;
const rowId = ({ type }: Analytics["types"][number]) => type;

/** To whole minutes, so that the question stays the same for one. */
const spanAt = (range: string) => spanOf(range, Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS) ?? {};

interface Props {
  readonly jobId: string;
  readonly range: string;
  /** Of which all but the table tells; undefined: of all. */
  readonly type: string | undefined;
  readonly onType: (type: string | undefined) => void;
}

/** How a job fared: throughput, times and causes of failure over time, and each event type. */
export function AnalyticsTab({ jobId, range, type, onType }: Props) {
  const query = useQuery({
    queryKey: [...api.syncJobs.analytics.key({ params: { jobId } }), range, type ?? ""],
    queryFn: ({ signal }) =>
      api.syncJobs.analytics(
        { params: { jobId }, query: { ...spanAt(range), ...(type && { type }) } },
        { signal },
      ),
    refetchInterval: AGE_MS,
    placeholderData: keepPreviousData,
  });
  const columns = useMemo(() => typeColumns(type, onType), [type, onType]);
  const download = useDownload();
  const start = () => {
    const input = { params: { jobId }, query: { ...spanAt(range) } };
    download.mutate({
      url: api.syncJobs.exportAnalytics.url(input),
      ask: (signal) => api.syncJobs.exportAnalytics(input, { signal }),
    });
  };
  return (
    <>
      {type && (
        <div className="border-b border-line px-gutter py-2">
          <Button size="small" onClick={() => onType(undefined)}>
            <code>{type}</code> · show all types
          </Button>
        </div>
      )}
      {query.isPending && <Skeleton label="Loading the analytics" />}
      {query.isError && (
        <ErrorPanel title="The analytics are not up to date" error={query.error} onRetry={query.refetch} />
      )}
      {query.data && <Charts data={query.data} />}
      {query.data && (
        <>
          <div className="flex items-center gap-2 px-gutter pt-3 pb-1">
            <h2 className="flex-1 font-600">Event types</h2>
            <Outcome error={exportError(download.error)} />
            <Button
              kind="ghost"
              busy={download.isPending}
              icon={<Download size={14} aria-hidden="true" />}
              onClick={start}
            >
              Export types as CSV
            </Button>
          </div>
          <DataTable
            label="Event types"
            columns={columns}
            rows={query.data.types}
            rowId={rowId}
            total={query.data.typeCount}
            height="tall"
            stickyHead={false}
            empty={<Empty title="Nothing was received in this range" />}
          />
        </>
      )}
    </>
  );
}

function Charts({ data: { points, bucketMs, causes, to } }: { data: Analytics }) {
  const shown = points.filter(({ at }) => at < to);
  const colors = causeColors(causes.length);
  const latencies = shown.flatMap(({ latencyMs }) => latencyMs.p95 ?? []);
  const failed = causes.reduce((sum, cause) => sum + cause.count, 0);
  return (
    <section aria-label="Over time" className="grid gap-6 border-b border-line px-gutter py-3">
      <VolumeChart
        title="Throughput"
        points={shown.map(pointOf)}
        stepMs={bucketMs}
        actions={<VolumeLegend />}
        failed
      />
      <SeriesChart
        title="Time to write"
        kind="lines"
        series={[
          { name: "p95", label: "p95", color: "var(--busy)" },
          { name: "p50", label: "p50", color: "var(--chart-flow)" },
        ]}
        points={shown.map(({ at, latencyMs }) => ({ at, values: [latencyMs.p95, latencyMs.p50] }))}
        format={duration}
        summary={
          latencies.length > 0 ? `p95 up to ${duration(Math.max(...latencies))}.` : "Nothing was written."
        }
      />
      {causes.length > 0 ? (
        <SeriesChart
          title="Why events failed"
          kind="bars"
          series={causes.map(({ title, count: n }, index) => ({
            name: title,
            label: title,
            note: count(n),
            color: colors[index] as string,
          }))}
          points={shown.map(({ at, causes: values }) => ({ at, values }))}
          format={count}
          summary={`${plural(failed, "failed event")} of ${plural(causes.length, "cause")}.`}
        />
      ) : (
        <p className="text-12 text-fg-3">No event of this range is failed.</p>
      )}
    </section>
  );
}

const pointOf = (point: Analytics["points"][number]): ChartPoint => ({
  at: point.at,
  value: point.processed,
  busy: point.open,
  muted: point.filtered,
  failed: point.failed,
});
