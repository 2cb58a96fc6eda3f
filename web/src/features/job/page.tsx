import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { NotFound } from "../../app/page-states.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { isStatus } from "../../lib/api.ts";
import { PHONE, useMedia } from "../../lib/media.ts";
import { connectorsQuery, syncJobQuery } from "../jobs/data.ts";
import { FirstEvent } from "../jobs/first-event.tsx";
import { SendTest } from "../jobs/test-dialog.tsx";
import { rangeOf, statsQuery, summaryQuery } from "./data.ts";
import { FactsLine } from "./facts.tsx";
import { JobTabs } from "./job-tabs.tsx";
import { Notices } from "./notices.tsx";
import { PauseButton } from "./pause-button.tsx";
import { ANALYTICS_PRESETS, RangeControl } from "./range-control.tsx";
import { hasRange, tabOf } from "./search.ts";

const route = getRouteApi("/app/jobs/$id");

export function JobPage() {
  const { id } = route.useParams();
  const job = useQuery(syncJobQuery(id));
  const connectors = useQuery(connectorsQuery());
  const connector = connectors.data?.data.find((one) => one.id === job.data?.source.connector);
  if (job.data) return <Loaded key={id} job={job.data} connector={connector} />;
  const isUnknown = isStatus(job.error, 404);
  return (
    <>
      <PageHeader title="Sync job" crumbs={[toJobs]} />
      {job.isPending && <Skeleton label="Loading the job" />}
      {isUnknown && (
        <NotFound what="sync job">It may have been deleted, or belongs to another workspace.</NotFound>
      )}
      {job.isError && !isUnknown && (
        <ErrorPanel title="The job cannot be shown" error={job.error} onRetry={job.refetch} />
      )}
    </>
  );
}

const toJobs = (
  <Link key="jobs" to="/jobs" look="plain">
    Sync jobs
  </Link>
);

function Loaded({ job, connector }: { job: SyncJob; connector: Connector | undefined }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const range = rangeOf(search.range);
  const stats = useQuery(statsQuery(job.id, range));
  const summary = useQuery(summaryQuery(job.id, job.name)).data;
  // Beside the buttons there is room for the name alone.
  const isPhone = useMedia(PHONE);
  const isWebhook = job.type === "webhook";
  const never = isWebhook && stats.data?.totalEvents === 0;
  const tab = tabOf(search, job);
  const ranges = hasRange(tab) && (
    <RangeControl
      range={range}
      {...(tab === "analytics" && { presets: ANALYTICS_PRESETS })}
      onChange={(next) =>
        void navigate({
          search: (before) => ({ ...before, range: next }) as never,
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
  const sendTest = isWebhook && connector && <SendTest key={job.id} job={job} connector={connector} />;
  return (
    <>
      <PageHeader
        title={job.name}
        crumbs={isPhone ? [] : [toJobs]}
        live={!isPhone}
        actions={
          <>
            <span className="max-wide:hidden">{ranges}</span>
            {!isPhone && sendTest}
            <PauseButton job={job} waiting={stats.data?.pending ?? 0} />
          </>
        }
      />
      <FactsLine job={job} connector={connector} state={summary?.state} action={isPhone && sendTest} />
      <Notices job={job} />
      {never && tab === "events" && connector && <FirstSteps job={job} />}
      <JobTabs
        job={job}
        connector={connector}
        range={range}
        stats={stats.data}
        isQuiet={summary?.state === "quiet"}
        ranges={ranges && <div className="border-b border-line px-gutter py-2 wide:hidden">{ranges}</div>}
      />
    </>
  );
}

/** Until the first event: what is still to be done, and how far it is. */
function FirstSteps({ job }: { job: SyncJob }) {
  return (
    <div className="border-b border-line px-gutter py-4">
      <div className="max-w-160">
        <FirstEvent job={job} />
        <p className="mt-3">
          <Link to="/jobs/new" search={{ step: "connect", job: job.id }} look="primary">
            Connect the provider
          </Link>
        </p>
      </div>
    </div>
  );
}
