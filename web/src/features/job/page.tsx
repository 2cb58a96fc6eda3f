import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Pause, Play } from "lucide-react";
import { NotFound } from "../../app/page-states.tsx";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Num } from "../../components/num.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { ApiError } from "../../lib/api.ts";
import { duration, plural, share } from "../../lib/format.ts";
import { EventList } from "../events/event-list.tsx";
import { useRetryFailed } from "../events/queries.ts";
import { JobState, targetOf } from "../jobs/job-state.tsx";
import { jobQuery, statsQuery, useSendTest, useUpdateJob } from "../jobs/queries.ts";
import { RejectedList } from "../rejected/rejected-list.tsx";
import { Connect } from "./connect.tsx";

const route = getRouteApi("/app/jobs/$id");

export function JobPage() {
  const { id } = route.useParams();
  const { tab = "events", status } = route.useSearch();
  const job = useQuery(jobQuery(id));
  const crumbs = [
    <Link key="jobs" to="/jobs" look="plain">
      Sync jobs
    </Link>,
  ];
  if (job.data)
    return (
      <>
        <PageHeader title={job.data.name} crumbs={crumbs} live actions={<Actions job={job.data} />} />
        <Facts job={job.data} />
        <Notices job={job.data} />
        <Connect job={job.data} />
        <Figures job={job.data} />
        <nav aria-label="Of this job" className="flex gap-1 border-b border-line px-3">
          {(["events", "rejected"] as const).map((name) => (
            <Link
              key={name}
              to="/jobs/$id"
              params={{ id }}
              search={{ tab: name }}
              look="plain"
              aria-current={tab === name ? "page" : undefined}
              className="-mb-px flex h-9 items-center border-b-2 border-transparent px-2 font-500 text-fg-2 aria-[current=page]:border-accent aria-[current=page]:text-fg"
            >
              {name === "events" ? "Events" : "Rejected"}
            </Link>
          ))}
        </nav>
        {tab === "rejected" ? <RejectedList jobId={id} /> : <EventList jobId={id} status={status} />}
      </>
    );
  const unknown = job.error instanceof ApiError && job.error.status === 404;
  return (
    <>
      <PageHeader title="Sync job" crumbs={crumbs} />
      {job.isPending && <Skeleton label="Loading the job" />}
      {unknown && (
        <NotFound what="sync job">It may have been deleted, or belongs to another workspace.</NotFound>
      )}
      {job.isError && !unknown && (
        <ErrorPanel title="The job cannot be shown" error={job.error} onRetry={job.refetch} />
      )}
    </>
  );
}

function Actions({ job }: { job: SyncJob }) {
  const update = useUpdateJob(job.id);
  const test = useSendTest(job.id);
  return (
    <>
      <Outcome error={update.error ?? test.error} done={test.data && `Test event ${test.data.status}.`} />
      {!job.enabled && <Button onClick={() => update.mutate({ enabled: true })}>Enable</Button>}
      <Button
        icon={job.paused ? <Play size={14} /> : <Pause size={14} />}
        disabled={update.isPending}
        onClick={() => update.mutate({ paused: !job.paused })}
      >
        {job.paused ? "Resume" : "Pause"}
      </Button>
      <Button
        disabled={job.secrets.length === 0 || !job.enabled || test.isPending}
        onClick={() => test.mutate()}
        className="max-rail:hidden"
      >
        Send test event
      </Button>
    </>
  );
}

function Facts({ job }: { job: SyncJob }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-gutter py-3">
      <JobState job={job} />
      <span className="text-fg-2">
        Stripe → <code>{targetOf(job)}</code>
      </span>
      <code className="text-fg-3">{job.webhookConfig.events.join(" ")}</code>
    </p>
  );
}

function Notices({ job }: { job: SyncJob }) {
  const box = "border-b border-line px-gutter py-2";
  return (
    <>
      {job.blocked && (
        <div className={`${box} bg-bad-soft`}>
          <p className="font-550 text-bad-text">
            Nothing is written at the moment; next try <Time at={job.blocked.until} format="ago" />
          </p>
          <p>{job.blocked.reason}</p>
        </div>
      )}
      {job.paused && (
        <p className={`${box} text-fg-2`}>
          Paused: events are still received and kept. They are written when you resume.
        </p>
      )}
      {job.notices.map((notice) => (
        <p key={notice.code} className={`${box} bg-warn-soft text-warn-text`}>
          {notice.message}
        </p>
      ))}
    </>
  );
}

function Figures({ job }: { job: SyncJob }) {
  const stats = useQuery(statsQuery(job.id));
  const retry = useRetryFailed(job.id);
  if (stats.isPending) return <Skeleton label="Loading the figures" rows={2} />;
  if (!stats.data)
    return <ErrorPanel title="The figures cannot be shown" error={stats.error} onRetry={stats.refetch} />;
  const { totalEvents, successRate, latencyMs, pending, failed } = stats.data;
  const figures = [
    ["Received", <Num key="n" value={totalEvents} />],
    ["Success rate, 24 h", share(successRate)],
    ["Time to write, p50", duration(latencyMs.p50)],
    ["Time to write, p95", duration(latencyMs.p95)],
    ["Pending", <Num key="n" value={pending} />],
    ["Failed", <Num key="n" value={failed} tone="bad" />],
  ] as const;
  return (
    <section aria-label="Figures" className="border-b border-line">
      <dl className="grid grid-cols-2 rail:grid-cols-6">
        {figures.map(([name, value]) => (
          <div key={name} className="px-gutter py-3">
            <dt className="text-12 text-fg-2">{name}</dt>
            <dd className="mt-1 text-20 font-550 tracking-[-0.015em]">{value}</dd>
          </div>
        ))}
      </dl>
      {(failed > 0 || retry.isSuccess || retry.isError) && (
        <div className="flex items-center gap-3 px-gutter pb-3">
          {failed > 0 && (
            <Button busy={retry.isPending} onClick={() => retry.mutate(undefined)}>
              Retry {plural(failed, "failed event")}
            </Button>
          )}
          <Outcome error={retry.error} done={retry.data && `${retry.data.retried} given another try.`} />
        </div>
      )}
    </section>
  );
}
