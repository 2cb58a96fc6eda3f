import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Duration, Num } from "../../components/num.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { duration, share } from "../../lib/format.ts";
import { figuresQuery, useFreshFigures } from "../jobs/data.ts";
import { RANGES, type Range } from "../jobs/range.ts";
import { figuresOf, isQuiet } from "../jobs/state.ts";
import { VolumeChart } from "./volume-chart.tsx";

/** Six numbers and the volume over the range. */
export function Figures({ job, range }: { job: SyncJob; range: Range }) {
  const stats = useQuery(figuresQuery(job.id, range));
  useFreshFigures(job.id);
  if (stats.isPending) return <SkeletonBlock label="Loading the figures" className="h-70 px-gutter py-3" />;
  if (!stats.data)
    return <ErrorPanel title="The figures cannot be shown" error={stats.error} onRetry={stats.refetch} />;
  const figures = figuresOf(stats.data);
  const settled = figures.processed + figures.failed;
  const label = RANGES.find(({ value }) => value === range)?.label ?? "";
  const events = (status: string, text: ReactNode) => (
    <Link to="/events" search={{ job: job.id, status } as never} look="plain" className="hover:underline">
      {text}
    </Link>
  );
  return (
    <>
      {stats.isError && (
        <ErrorPanel title="The figures are not up to date" error={stats.error} onRetry={stats.refetch} />
      )}
      <dl
        aria-label={`Figures, ${label}`}
        className="grid grid-cols-2 border-b border-line rail:grid-cols-3 wide:grid-cols-6"
      >
        <Figure name="Received" value={<Num value={figures.received} />} />
        <Figure
          name="Processed"
          value={<Num value={figures.processed} />}
          note={settled > 0 ? share(figures.processed / settled) : undefined}
        />
        <Figure name="Failed" value={events("failed", <Num value={figures.failed} tone="bad" />)} />
        <Figure name="In flight" value={events("pending", <Num value={figures.inFlight} />)} note="now" />
        <Figure
          name="Time to write, p95"
          value={<Duration ms={figures.p95} />}
          note={figures.p50 === null ? undefined : `p50 ${duration(figures.p50)}`}
        />
        <Figure
          name="Last event"
          value={
            figures.lastEventAt ? (
              <Time
                at={figures.lastEventAt}
                format="ago"
                className={isQuiet(figures, Date.now()) ? "text-warn-text" : ""}
              />
            ) : (
              <span className="text-fg-3">never</span>
            )
          }
        />
      </dl>
      <VolumeChart points={stats.data.timeline} rangeLabel={label} />
    </>
  );
}

function Figure({ name, value, note }: { name: string; value: ReactNode; note?: string | undefined }) {
  return (
    <div className="border-line px-gutter py-3 not-first:border-l max-rail:odd:border-l-0">
      <dt className="text-12 text-fg-2">{name}</dt>
      <dd className="mt-0.5 flex flex-wrap items-baseline gap-x-2">
        <span className="text-20 font-550 tracking-[-0.015em]">{value}</span>
        {note && <span className="text-12 text-fg-3">{note}</span>}
      </dd>
    </div>
  );
}
