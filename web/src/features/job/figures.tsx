import type { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Duration, Num } from "../../components/num.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { count, duration, share } from "../../lib/format.ts";
import { useFresh } from "../jobs/data.ts";
import { failuresQuery, statsQuery } from "./data.ts";
import { Volume } from "./volume.tsx";

const route = getRouteApi("/app/jobs/$id");

interface Props {
  readonly job: SyncJob;
  readonly range: string;
  readonly isQuiet: boolean;
  /** With what was received when. */
  readonly hasVolume?: boolean;
}

/** Six numbers of the range. */
export function Figures({ job, range, isQuiet, hasVolume = false }: Props) {
  const stats = useQuery(statsQuery(job.id, range));
  useFresh(`job:${job.id}`, api.syncJobs.stats.key({ params: { jobId: job.id } }));
  if (stats.isPending)
    return (
      <SkeletonBlock
        label="Loading the figures"
        className={`px-gutter py-3 ${hasVolume ? "h-90" : "h-20"}`}
      />
    );
  if (!stats.data)
    return <ErrorPanel title="The figures cannot be shown" error={stats.error} onRetry={stats.refetch} />;
  return (
    <>
      {stats.isError && (
        <ErrorPanel title="The figures are not up to date" error={stats.error} onRetry={stats.refetch} />
      )}
      <Numbers job={job} range={range} stats={stats.data} isQuiet={isQuiet} />
      {hasVolume && <Volume job={job} stats={stats.data} isOpenEnded={!range.includes("..")} />}
    </>
  );
}

interface NumbersProps {
  readonly job: SyncJob;
  readonly range: string;
  readonly stats: SyncJobStats;
  readonly isQuiet: boolean;
}

function Numbers({ job, range, stats, isQuiet }: NumbersProps) {
  const { received, processed, failed, duplicates } = stats.range;
  const settled = processed + failed;
  const [last] = stats.recentEvents;
  return (
    <dl
      aria-label="Figures"
      className="grid grid-cols-2 border-b border-line rail:grid-cols-3 wide:grid-cols-6 [&>div]:border-line rail:max-wide:[&>div:nth-child(3n+1)]:border-l-0 max-rail:[&>div:nth-child(n+3)]:border-t rail:max-wide:[&>div:nth-child(n+4)]:border-t"
    >
      <Figure
        name="Received"
        value={<Num value={received} />}
        note={duplicates > 0 ? `and ${count(duplicates)} again` : undefined}
      />
      <Figure
        name="Processed"
        value={<Num value={processed} />}
        note={settled > 0 ? share(processed / settled) : undefined}
      />
      <Figure
        name="Failed"
        value={<ToEvents status="failed" value={<Num value={failed} tone="bad" />} />}
        note={failed > 0 && <SharedCause jobId={job.id} range={range} />}
      />
      <Figure
        name="In flight"
        value={<ToEvents status="inFlight" value={<Num value={stats.pending} />} />}
        note="now"
      />
      <Figure
        name="Time to write, p95"
        value={<Duration ms={stats.latencyMs.p95} />}
        note={stats.latencyMs.p50 === null ? undefined : `p50 ${duration(stats.latencyMs.p50)}`}
      />
      <Figure
        name="Last event"
        value={
          last ? (
            <Time at={last.receivedAt} format="ago" className={isQuiet ? "text-warn-text" : ""} />
          ) : (
            <span className="text-fg-3">never</span>
          )
        }
      />
    </dl>
  );
}

/** How many of the failed ones have the commonest cause. */
function SharedCause({ jobId, range }: { jobId: string; range: string }) {
  const { data } = useQuery(failuresQuery(jobId, range));
  const [largest] = data?.data ?? [];
  if (!data || !largest || largest.count < 2) return null;
  return largest.count === data.total ? "one cause" : `${count(largest.count)} share a cause`;
}

function ToEvents({ status, value }: { status: "failed" | "inFlight"; value: ReactNode }) {
  const { id } = route.useParams();
  const { range } = route.useSearch();
  return (
    <Link
      to="/jobs/$id"
      params={{ id }}
      search={{ ...(range && { range }), tab: "events", status }}
      replace
      resetScroll={false}
      look="plain"
      className="hover:underline"
    >
      {value}
    </Link>
  );
}

function Figure({ name, value, note }: { name: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="px-gutter py-3 not-first:border-l max-rail:odd:border-l-0">
      <dt className="text-12 text-fg-2">{name}</dt>
      <dd className="mt-0.5 flex flex-wrap items-baseline gap-x-2">
        <span className="text-20 font-550 tracking-[-0.015em]">{value}</span>
        {note && <span className="text-12 text-fg-3">{note}</span>}
      </dd>
    </div>
  );
}
