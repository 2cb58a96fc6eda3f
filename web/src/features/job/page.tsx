import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { NotFound } from "../../app/page-states.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { isStatus } from "../../lib/api.ts";
import { PHONE, useMedia } from "../../lib/media.ts";
import { connectorsQuery, figuresQuery, syncJobQuery } from "../jobs/data.ts";
import { FirstEvent } from "../jobs/first-event.tsx";
import { RANGES, rangeOf } from "../jobs/range.ts";
import { SendTest } from "../jobs/test-dialog.tsx";
import { RejectedList } from "../rejected/rejected-list.tsx";
import { EventsTab } from "./events-tab.tsx";
import { ExecutionsTab } from "./executions-tab.tsx";
import { FactsLine } from "./facts.tsx";
import { Figures } from "./figures.tsx";
import { Notices } from "./notices.tsx";
import { PauseButton } from "./pause-button.tsx";
import { JOB_TABS, type JobTab } from "./search.ts";
import { SettingsTab } from "./settings-tab.tsx";

const route = getRouteApi("/app/jobs/$id");
const TAB_WORDS: Record<JobTab, string> = {
  events: "Events",
  executions: "Executions",
  rejected: "Rejected",
  settings: "Settings",
};

export function JobPage() {
  const { id } = route.useParams();
  const job = useQuery(syncJobQuery(id));
  const connectors = useQuery(connectorsQuery());
  const connector = connectors.data?.data.find((one) => one.id === job.data?.source.connector);
  if (job.data) return <Loaded job={job.data} connector={connector} />;
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
  const tab = search.tab ?? "events";
  const stats = useQuery(figuresQuery(job.id, range));
  // Beside the buttons there is room for the name alone.
  const isPhone = useMedia(PHONE);
  const never = stats.data?.totalEvents === 0;
  const ranges = (
    <Segmented
      label="Time range"
      options={RANGES}
      value={range}
      onChange={(next) =>
        void navigate({
          search: (before) => ({ ...before, range: next }) as never,
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
  return (
    <>
      <PageHeader
        title={job.name}
        crumbs={isPhone ? [] : [toJobs]}
        live={!isPhone}
        actions={
          <>
            <span className="max-wide:hidden">{ranges}</span>
            <span className="contents max-rail:hidden">
              {connector && <SendTest key={job.id} job={job} connector={connector} />}
            </span>
            <PauseButton job={job} waiting={stats.data?.pending ?? 0} />
          </>
        }
      />
      <FactsLine job={job} connector={connector} />
      <Notices job={job} />
      {never && tab !== "settings" && connector && <FirstSteps job={job} />}
      <div className="flex flex-wrap gap-2 border-b border-line px-gutter py-2 wide:hidden">
        {ranges}
        <span className="rail:hidden">{connector && <SendTest job={job} connector={connector} />}</span>
      </div>
      <Figures job={job} range={range} />
      <nav
        aria-label="Parts of this job"
        className="flex gap-1 overflow-x-auto border-b border-line px-[calc(var(--gutter)-8px)]"
      >
        {JOB_TABS.map((name) => (
          <Link
            key={name}
            to="/jobs/$id"
            params={{ id: job.id }}
            search={{ ...(search.range && { range: search.range }), tab: name }}
            resetScroll={false}
            replace
            look="plain"
            aria-current={tab === name ? "page" : undefined}
            className="-mb-px flex h-9 items-center border-b-2 border-transparent px-2 font-500 text-fg-2 -outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:text-fg max-rail:h-11"
          >
            {TAB_WORDS[name]}
          </Link>
        ))}
      </nav>
      {tab === "events" && <EventsTab job={job} failed={stats.data?.failed ?? 0} />}
      {tab === "executions" && <ExecutionsTab jobId={job.id} />}
      {tab === "rejected" && <RejectedList jobId={job.id} />}
      {tab === "settings" && connector && <SettingsTab job={job} connector={connector} />}
    </>
  );
}

/** Until the first event: what is still to be done, and how far it is. */
function FirstSteps({ job }: { job: SyncJob }) {
  return (
    <div className="max-w-160 border-b border-line px-gutter py-4">
      <FirstEvent job={job} />
      <p className="mt-3">
        <Link to="/jobs/new" search={{ step: "connect", job: job.id }} look="primary">
          Connect the provider
        </Link>
      </p>
    </div>
  );
}
