import type { SyncJobStats } from "@sluice/shared/sync-jobs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, type LinkProps, useNavigate } from "@tanstack/react-router";
import { type ChartPoint, VolumeChart } from "../../components/charts/volume-chart.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { FlowLedger, type LedgerNumbers } from "../../components/flow-ledger.tsx";
import { Link } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { StatusGlyph, statusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { useRows } from "../../lib/pages.ts";
import { rangeText } from "../../lib/range.ts";
import { useSession } from "../../lib/session.ts";
import { eventsQuery } from "../events/queries.ts";
import { summariesQuery } from "../jobs/data.ts";
import { FirstJob } from "../jobs/first-job.tsx";
import { JobTable } from "../jobs/job-table.tsx";
import { RANGES, type Range, rangeMs } from "../jobs/range.ts";
import { useJobRows } from "../jobs/use-job-rows.ts";
import { type Concern, concernsOf } from "./concerns.ts";

const route = getRouteApi("/app/");
const LATEST = 7;

export function OverviewPage() {
  const { range = "24h" } = route.useSearch();
  const navigate = useNavigate();
  const { can } = useSession();
  const { jobs, rows, stats, isCounting } = useJobRows(range);
  const summaries = useInfiniteQuery(summariesQuery());
  const jobRows = useRows(summaries);
  const isEmpty = jobs.data?.data.length === 0;
  return (
    <>
      <PageHeader
        title="Overview"
        live
        actions={
          <Segmented
            label="Time range"
            options={RANGES}
            value={range}
            onChange={(next) => void navigate({ to: "/", search: { range: next }, replace: true })}
          />
        }
      />
      {jobs.isError && <ErrorPanel title="Jobs cannot be loaded" error={jobs.error} onRetry={jobs.refetch} />}
      {jobs.isPending && <Skeleton label="Loading the overview" rows={8} />}
      {jobs.data && !isEmpty && <NeedsYou concerns={concernsOf(rows)} isCounting={isCounting} />}
      {jobs.data && <FlowLedger label="All events so far" numbers={ledgerOf(stats)} linkTo={linkTo} />}
      {isEmpty && <FirstJob canCreate={can("member")} />}
      {rows.length > 0 && (
        <>
          <div className="grid border-b border-line wide:grid-cols-[minmax(0,1fr)_360px]">
            <div className="px-gutter py-4">
              <Volume stats={stats} range={range} />
            </div>
            <Latest />
          </div>
          <section>
            <h2 className="flex items-baseline gap-2 px-gutter pt-4 pb-2 font-600">
              Sync jobs <span className="font-400 text-fg-3">{rows.length}</span>
              <Link to="/jobs" className="ml-auto font-400">
                All jobs
              </Link>
            </h2>
            <JobTable list={jobRows} />
          </section>
        </>
      )}
    </>
  );
}

function NeedsYou({ concerns, isCounting }: { concerns: readonly Concern[]; isCounting: boolean }) {
  if (isCounting) return <Skeleton label="Looking for what needs you" rows={1} />;
  if (concerns.length === 0)
    return (
      <p className="flex items-center gap-2 border-b border-line px-gutter py-3 text-fg-2">
        <StatusGlyph status="processed" /> Nothing needs you.
      </p>
    );
  return (
    <section>
      <h2 className="px-gutter pt-3 pb-2 font-600">
        Needs you <span className="ml-1 font-400 text-fg-3">{concerns.length}</span>
      </h2>
      <ul className="border-t border-line">
        {concerns.map(({ id, tone, title, text, action, jobId, failed }) => (
          <li
            key={id}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-gutter py-1.5"
          >
            <StatusGlyph status={tone} size={16} label={statusWord(tone)} />
            <p className="min-w-0 flex-1 basis-60">
              <span className="font-550">{title}</span> <span className="text-fg-2">{text}</span>
            </p>
            {failed ? (
              <Link to="/events" search={{ job: jobId, status: "failed" }} look="default">
                {action}
              </Link>
            ) : (
              <Link to="/jobs/$id" params={{ id: jobId }} look="default">
                {action}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function ledgerOf(stats: readonly SyncJobStats[]): LedgerNumbers {
  const sum = (pick: (one: SyncJobStats) => number) => stats.reduce((total, one) => total + pick(one), 0);
  const duplicate = sum((one) => one.duplicates);
  return {
    received: sum((one) => one.totalEvents) + duplicate,
    processed: sum((one) => one.processed),
    filtered: sum((one) => one.filtered),
    duplicate,
    inFlight: sum((one) => one.pending),
    failed: sum((one) => one.failed),
  };
}

const STATUS_OF: Partial<Record<keyof LedgerNumbers, string>> = {
  processed: "processed",
  filtered: "filtered",
  inFlight: "pending,waiting",
  failed: "failed",
};

const linkTo = (part: keyof LedgerNumbers): LinkProps => ({
  to: "/events",
  search: STATUS_OF[part] ? { status: STATUS_OF[part] } : {},
});

function Volume({ stats, range }: { stats: readonly SyncJobStats[]; range: Range }) {
  const navigate = useNavigate();
  const points = pointsOf(stats);
  const stepMs =
    points.length > 1
      ? Date.parse(points[1]?.at ?? "") - Date.parse(points[0]?.at ?? "")
      : rangeMs(range) / 60;
  return (
    <VolumeChart
      title="Events received"
      points={points}
      stepMs={stepMs}
      failed
      onRange={(from, to) => void navigate({ to: "/events", search: { range: rangeText(from, to) } })}
    />
  );
}

/** The jobs' timelines as one; they begin and step alike, but for the moment at which each was asked for. */
function pointsOf(stats: readonly SyncJobStats[]): readonly ChartPoint[] {
  const first = stats[0]?.timeline ?? [];
  return first.map(({ at }, index) => {
    const sum = (field: "received" | "failed") =>
      stats.reduce((total, { timeline }) => total + (timeline[index]?.[field] ?? 0), 0);
    return { at, value: sum("received"), failed: sum("failed") };
  });
}

function Latest() {
  const events = useInfiniteQuery({ ...eventsQuery({}), meta: { live: "*" as const } });
  const latest = events.data?.pages[0]?.data.slice(0, LATEST) ?? [];
  return (
    <section className="border-line px-gutter py-4 max-wide:border-t wide:border-l">
      <h2 className="mb-1 flex items-baseline font-600">
        Latest
        <Link to="/events" search={{ live: true }} className="ml-auto font-400">
          Open live tail
        </Link>
      </h2>
      {events.isPending && <Skeleton label="Loading the latest events" rows={LATEST} />}
      <ul>
        {latest.map(({ id, type, status, receivedAt }) => (
          <li key={id} className="flex min-h-7 items-center gap-2">
            <StatusGlyph status={status} label={statusWord(status)} />
            <Link to="/events/$id" params={{ id }} look="plain" className="min-w-0 flex-1 truncate">
              {type}
            </Link>
            <Time at={receivedAt} className="text-fg-3" />
          </li>
        ))}
      </ul>
      {!events.isPending && latest.length === 0 && (
        <p className="text-fg-2">Events appear here as they arrive.</p>
      )}
    </section>
  );
}
