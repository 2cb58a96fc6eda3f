import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useRef } from "react";
import { NotFound } from "../../app/page-states.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { isStatus } from "../../lib/api.ts";
import { connectorsQuery, syncJobQuery } from "../jobs/data.ts";
import { useGate } from "../jobs/gate.tsx";
import { Choosing } from "./choosing.tsx";
import { Connecting } from "./connecting.tsx";
import { draftQuery } from "./draft.ts";
import { EMPTY } from "./draft-rules.ts";
import { fromServer } from "./draft-wire.ts";
import { ResumeOffer } from "./resume-offer.tsx";
import { SavedMark } from "./saved-mark.tsx";

const route = getRouteApi("/app/jobs/new");
const toJobs = (
  <Link key="jobs" to="/jobs" look="plain">
    Sync jobs
  </Link>
);

export function JobWizardPage() {
  const { step, job: jobId } = route.useSearch();
  const isConnect = step === "connect" && jobId !== undefined;
  const gate = useGate("member");
  return (
    <>
      <PageHeader
        title="New sync job"
        crumbs={[toJobs]}
        live={isConnect}
        actions={!isConnect && gate.allowed && <SavedMark />}
      />
      {!gate.allowed && (
        <p className="border-b border-line bg-surface-2 px-gutter py-2 text-fg-2">{gate.reason}</p>
      )}
      {isConnect ? <Connect jobId={jobId} /> : <Choose />}
    </>
  );
}

function Connect({ jobId }: { jobId: string }) {
  const job = useQuery(syncJobQuery(jobId));
  const connectors = useQuery(connectorsQuery());
  const error = job.error ?? connectors.error;
  if (isStatus(job.error, 404))
    return <NotFound what="sync job">It may have been deleted, or belongs to another workspace.</NotFound>;
  if (error && !(job.data && connectors.data))
    return (
      <ErrorPanel
        title="The job cannot be loaded"
        error={error}
        onRetry={() => Promise.all([job.refetch(), connectors.refetch()])}
      />
    );
  if (!job.data || !connectors.data) return <Skeleton label="Loading the job" />;
  return <Connecting job={job.data} connectors={connectors.data.data} />;
}

function Choose() {
  const { step, connector } = route.useSearch();
  const { allowed } = useGate("member");
  const connectors = useQuery(connectorsQuery());
  const kept = useQuery({ ...draftQuery(), enabled: allowed });
  /** What is filled in from here on is no draft of before. */
  const arrived = useRef<string | null>(undefined);
  if (arrived.current === undefined && kept.data) arrived.current = kept.data.draft?.savedAt ?? null;
  if (connectors.isError)
    return (
      <ErrorPanel title="Providers cannot be loaded" error={connectors.error} onRetry={connectors.refetch} />
    );
  if (!connectors.data || (allowed && kept.isPending)) return <Skeleton label="Loading providers" />;
  const draft = kept.data?.draft;
  const asked = connectors.data.data.find(({ id }) => id === connector);
  if (draft && !step && draft.savedAt === arrived.current) return <ResumeOffer draft={draft} />;
  return (
    <>
      {kept.isError && (
        <ErrorPanel title="Your draft cannot be read" error={kept.error} onRetry={kept.refetch} />
      )}
      <Choosing
        step={step === undefined || step === "connect" ? (step ? "destination" : "source") : step}
        connectors={connectors.data.data}
        initial={draft ? fromServer(draft) : { ...EMPTY, ...(asked && { connector: asked.id }) }}
        keptAt={draft?.savedAt}
      />
    </>
  );
}
