import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Ago } from "../../components/ago.tsx";
import { Icon } from "../../components/icon.tsx";
import { Link } from "../../components/link.tsx";
import { ErrorPanel, Outcome, Skeleton } from "../../components/states.tsx";
import { type Address, href } from "../../lib/address.ts";
import { EventList } from "../events/event-list.tsx";
import { useRetryFailed } from "../events/queries.ts";
import { RejectedCount, RejectedList } from "../events/rejected-list.tsx";
import { Connect } from "./connect.tsx";
import { JobState, targetOf } from "./job-state.tsx";
import { JobStats } from "./job-stats.tsx";
import { jobQuery, statsQuery, useSendTest, useUpdateJob } from "./queries.ts";
import { Timeline } from "./timeline.tsx";

export function JobPage({ jobId, address }: { jobId: string; address: Address }) {
  const job = useQuery(jobQuery(jobId));
  const name = job.data?.name;
  useEffect(() => {
    document.title = name ? `${name} · Sluice` : "Sluice";
  }, [name]);
  if (job.isPending) return <Skeleton rows={8} label="Loading the job" />;
  if (!job.data)
    return <ErrorPanel title="The job cannot be shown" error={job.error} onRetry={job.refetch} />;
  const rejected = address.tab === "rejected";
  const tab = (isHere: boolean) => (isHere ? ("page" as const) : undefined);
  return (
    <>
      <JobHead job={job.data} />
      <Notices job={job.data} />
      <Connect job={job.data} />
      <Figures jobId={jobId} />
      <nav className="tabs" aria-label="Of this job">
        <Link href={href({ job: jobId })} aria-current={tab(!rejected)}>
          Events
        </Link>
        <Link href={href({ job: jobId, tab: "rejected" })} aria-current={tab(rejected)}>
          Rejected <RejectedCount jobId={jobId} />
        </Link>
      </nav>
      {rejected ? <RejectedList jobId={jobId} /> : <EventList job={job.data} status={address.status} />}
    </>
  );
}

function JobHead({ job }: { job: SyncJob }) {
  const update = useUpdateJob(job.id);
  const test = useSendTest(job.id);
  const needsSecret = job.secrets.length === 0;
  return (
    <header className="job-head">
      <div className="grow">
        <h2>{job.name}</h2>
        <p className="facts">
          <JobState job={job} />
          <span className="t2">
            Stripe → <code>{targetOf(job)}</code>
          </span>
          <code className="t3">{job.webhookConfig.events.join(" ")}</code>
        </p>
      </div>
      <div className="actions">
        <Outcome error={update.error ?? test.error} done={test.data && `Test event ${test.data.status}.`} />
        {!job.enabled && (
          <button type="button" className="btn" onClick={() => update.mutate({ enabled: true })}>
            Enable
          </button>
        )}
        <button
          type="button"
          className="btn"
          disabled={update.isPending}
          onClick={() => update.mutate({ paused: !job.paused })}
        >
          <Icon name={job.paused ? "play" : "pause"} />
          {job.paused ? "Resume" : "Pause"}
        </button>
        <button
          type="button"
          className="btn"
          disabled={needsSecret || !job.enabled || test.isPending}
          onClick={() => test.mutate()}
        >
          Send test event
        </button>
      </div>
    </header>
  );
}

function Notices({ job }: { job: SyncJob }) {
  return (
    <>
      {job.blocked && (
        <div className="box bad">
          <Icon name="warn" />
          <div>
            <p className="strong">
              Nothing is written at the moment; next try <Ago at={job.blocked.until} />
            </p>
            <p>{job.blocked.reason}</p>
          </div>
        </div>
      )}
      {job.paused && (
        <div className="box">
          <Icon name="pause" />
          <p>Paused: events are still received and kept. They are written when you resume.</p>
        </div>
      )}
      {job.notices.map((notice) => (
        <div key={notice.code} className="box warn">
          <Icon name="warn" />
          <p>{notice.message}</p>
        </div>
      ))}
    </>
  );
}

function Figures({ jobId }: { jobId: string }) {
  const stats = useQuery(statsQuery(jobId));
  const retry = useRetryFailed(jobId);
  if (stats.isPending) return <Skeleton rows={4} label="Loading the figures" />;
  if (!stats.data)
    return <ErrorPanel title="The figures cannot be shown" error={stats.error} onRetry={stats.refetch} />;
  const { failed, timeline } = stats.data;
  return (
    <section aria-label="Figures">
      <JobStats stats={stats.data} />
      {(failed > 0 || retry.isSuccess || retry.isError) && (
        <div className="failed-bar">
          {failed > 0 && (
            <>
              <Link className="link" href={href({ job: jobId, status: "failed" })}>
                Show failed
              </Link>
              <button
                type="button"
                className="btn"
                disabled={retry.isPending}
                onClick={() => retry.mutate(undefined)}
              >
                Retry {failed} failed
              </button>
            </>
          )}
          <Outcome error={retry.error} done={retry.data && `${retry.data.retried} given another try.`} />
        </div>
      )}
      <Timeline points={timeline} />
    </section>
  );
}
