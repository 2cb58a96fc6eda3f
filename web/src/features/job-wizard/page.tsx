import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { isStatus, problemOf } from "../../lib/api.ts";
import { useStore } from "../../lib/store.ts";
import { connectorsQuery, syncJobQuery } from "../jobs/data.ts";
import { FirstEvent } from "../jobs/first-event.tsx";
import { focusFirstInvalid } from "../jobs/focus-first-invalid.ts";
import { GateNote, useGate } from "../jobs/gate.tsx";
import { wordsFor } from "../jobs/words.ts";
import { ConnectStep } from "./connect-step.tsx";
import { keepDraft, keptAt, readDraft } from "./draft.ts";
import { type Draft, problemsOf } from "./draft-rules.ts";
import { SamplePanel } from "./sample-panel.tsx";
import { STEPS, type Step } from "./search.ts";
import { DestinationStep, EventsStep, SourceStep } from "./step-forms.tsx";
import { StepsNav } from "./steps-nav.tsx";
import { useCreateFromDraft } from "./use-create.ts";

const route = getRouteApi("/app/jobs/new");
const toJobs = (
  <Link key="jobs" to="/jobs" look="plain">
    Sync jobs
  </Link>
);

export function JobWizardPage() {
  const { step = "source", job: jobId } = route.useSearch();
  const connectors = useQuery(connectorsQuery());
  const job = useQuery({ ...syncJobQuery(jobId ?? ""), enabled: jobId !== undefined });
  const at = useStore(keptAt);
  const isConnect = step === "connect" && jobId !== undefined;
  return (
    <>
      <PageHeader
        title="New sync job"
        crumbs={[toJobs]}
        live={isConnect}
        actions={
          !isConnect &&
          at && (
            <span className="text-12 text-fg-2 max-rail:hidden">
              Draft kept in this browser <Time at={at} />
            </span>
          )
        }
      />
      {connectors.isPending && <Skeleton label="Loading providers" />}
      {connectors.isError && (
        <ErrorPanel
          title="Providers cannot be loaded"
          error={connectors.error}
          onRetry={connectors.refetch}
        />
      )}
      {job.isError && <ErrorPanel title="The job cannot be loaded" error={job.error} onRetry={job.refetch} />}
      {connectors.data && isConnect && job.data && (
        <Connecting job={job.data} connectors={connectors.data.data} />
      )}
      {connectors.data && !isConnect && (
        <Choosing step={step === "connect" ? "destination" : step} connectors={connectors.data.data} />
      )}
    </>
  );
}

interface FrameProps {
  readonly nav: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
  readonly aside: ReactNode;
}

function Frame({ nav, title, text, children, aside }: FrameProps) {
  return (
    <div className="grid flex-1 rail:grid-cols-[216px_minmax(0,1fr)] wide:grid-cols-[216px_minmax(0,560px)_minmax(320px,1fr)]">
      {nav}
      <div className="min-w-0 px-gutter py-5">
        <h2 className="text-16 font-600">{title}</h2>
        <p className="mb-5 text-fg-2">{text}</p>
        {children}
      </div>
      <aside
        aria-label="Result"
        className="min-w-0 border-line bg-bg px-gutter py-5 max-wide:border-t rail:max-wide:col-start-2 wide:border-l"
      >
        {aside}
      </aside>
    </div>
  );
}

const TITLES = {
  source: ["What should be read?", "A job reads the webhooks of one provider, at a URL of its own."],
  events: ["Which events?", "Types that are not taken are kept too, as filtered, and write nothing."],
  destination: [
    "Where should they land?",
    "One document for each of the provider's objects, always its current state.",
  ],
} as const;

type Choosable = keyof typeof TITLES;

function Choosing({ step, connectors }: { step: Choosable; connectors: readonly Connector[] }) {
  const navigate = route.useNavigate();
  const [draft, setDraft] = useState(readDraft);
  const [tried, setTried] = useState<Choosable>();
  const create = useCreateFromDraft();
  const gate = useGate("member");
  const form = useRef<HTMLFormElement>(null);
  const connector = connectors.find(({ id }) => id === draft.connector) ?? connectors[0];
  if (!connector) return <ErrorPanel title="There is no provider to read from" error={null} />;
  const types = connector.eventGroups.flatMap((group) => group.types);
  const problems = tried === step ? problemsOf(step, draft) : {};
  const problem = (field: string) => problems[field] ?? problemOf(create.error, field);
  const change = (next: Partial<Draft>) => {
    if (create.isError) create.reset();
    const changed = { ...draft, ...next };
    setDraft(changed);
    keepDraft(changed);
  };
  const index = STEPS.indexOf(step);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const bad = STEPS.slice(0, index + 1).find(
      (one) => one !== "connect" && Object.keys(problemsOf(one, draft)).length > 0,
    ) as Choosable | undefined;
    if (bad) {
      setTried(bad);
      if (bad !== step) void navigate({ search: { step: bad } });
      return focusFirstInvalid(form.current);
    }
    if (step !== "destination") return void navigate({ search: { step: STEPS[index + 1] as Step } });
    create.mutate(draft, {
      onSuccess: ({ id }) => void navigate({ search: { step: "connect", job: id }, replace: true }),
      onError: () => focusFirstInvalid(form.current),
    });
  };
  const props = { connector, draft, onChange: change, problem };
  const [title, text] = TITLES[step];
  return (
    <Frame
      nav={
        <StepsNav
          current={step}
          made={false}
          reachable={draft.name.trim() ? "destination" : "source"}
          notes={{
            source: draft.name || connector.name,
            events: wordsFor(draft.events, types),
            destination: draft.database ? `${draft.database}.${draft.collectionPrefix}*` : "Database, prefix",
            connect: "URL, secret, first event",
          }}
        />
      }
      title={title}
      text={text}
      aside={<SamplePanel connector={connector} draft={draft} />}
    >
      <form ref={form} noValidate onSubmit={submit}>
        {step === "source" && <SourceStep {...props} connectors={connectors} />}
        {step === "events" && <EventsStep {...props} />}
        {step === "destination" && <DestinationStep {...props} />}
        <div className="mt-5 flex flex-wrap items-center gap-2 border-t border-line pt-4">
          {index > 0 && (
            <Button onClick={() => void navigate({ search: { step: STEPS[index - 1] as Step } })}>
              Back
            </Button>
          )}
          <span className="flex-1">
            <Outcome error={isStatus(create.error, 400) ? null : create.error} />
          </span>
          <Button type="submit" kind="primary" busy={create.isPending} disabled={!gate.allowed}>
            {step === "destination" ? "Create job" : "Continue"}
          </Button>
        </div>
        <GateNote gate={gate} />
      </form>
    </Frame>
  );
}

function Connecting({ job, connectors }: { job: SyncJob; connectors: readonly Connector[] }) {
  const connector = connectors.find(({ id }) => id === job.source.connector);
  if (!connector) return null;
  const types = connector.eventGroups.flatMap((group) => group.types);
  return (
    <Frame
      nav={
        <StepsNav
          current="connect"
          made
          reachable="connect"
          notes={{
            source: job.name,
            events: wordsFor(job.webhookConfig.events, types),
            destination: `${job.destination.database}.${job.destination.collectionPrefix}*`,
            connect: "URL, secret, first event",
          }}
        />
      }
      title={`Point ${connector.name} at this URL`}
      text={`${job.name} is ready. It starts writing with the first event.`}
      aside={<FirstEvent job={job} />}
    >
      <ConnectStep job={job} connector={connector} />
    </Frame>
  );
}
