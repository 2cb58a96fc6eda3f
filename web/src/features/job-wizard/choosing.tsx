import type { Connector } from "@sluice/shared/connectors";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Notice } from "../../components/notice.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { api, isStatus, problemOf } from "../../lib/api.ts";
import { syncJobQuery } from "../jobs/data.ts";
import { focusFirstInvalid } from "../jobs/focus-first-invalid.ts";
import { useGate } from "../jobs/gate.tsx";
import { rememberMinted } from "../jobs/minted-secret.tsx";
import { wordsFor } from "../jobs/words.ts";
import { whenOf } from "../schedule/words.ts";
import { DestinationStep } from "./destination-step.tsx";
import { useDraft } from "./draft.ts";
import { type Choosable, type Draft, problemsOf } from "./draft-rules.ts";
import { EventsStep } from "./events-step.tsx";
import { Frame } from "./frame.tsx";
import { SamplePanel } from "./sample-panel.tsx";
import { STEPS, type Step } from "./search.ts";
import { SourceStep } from "./source-step.tsx";
import { StepsNav } from "./steps-nav.tsx";

const route = getRouteApi("/app/jobs/new");
const TITLES = {
  source: ["What should be read?", "A job reads from one provider: by webhook, on a schedule, or both."],
  events: ["Which events?", "Other types are stored as filtered and write nothing."],
  destination: [
    "Where should they land?",
    "One document for each of the provider's objects, always its current state.",
  ],
} as const;

const WHEN = [
  "What, and how often?",
  "The first run reads everything, later runs what has changed.",
] as const;

interface Props {
  readonly step: Choosable;
  readonly connectors: readonly Connector[];
  readonly initial: Draft;
  /** When the draft was saved that it was filled from. */
  readonly keptAt: string | undefined;
}

/** Source, events and destination, one step after the other; then the job is made. */
export function Choosing({ step, connectors, initial, keptAt }: Props) {
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const { draft, change, save, create: makeJob, finish, saving } = useDraft(initial, keptAt, step);
  const [tried, setTried] = useState<Choosable>();
  const gate = useGate("member");
  const form = useRef<HTMLFormElement>(null);
  const create = useMutation({
    mutationFn: makeJob,
    onSuccess: ({ webhookSecret, ...job }) => {
      rememberMinted(client, job.id, webhookSecret);
      finish();
      client.setQueryData(syncJobQuery(job.id).queryKey, job);
      if (job.type === "scheduled")
        void navigate({
          to: "/jobs/$id",
          params: { id: job.id },
          search: { tab: "schedule" },
          replace: true,
        });
      else void navigate({ search: { step: "connect", job: job.id }, replace: true });
      return client.invalidateQueries({ queryKey: api.syncJobs.summaries.key() });
    },
    onError: () => focusFirstInvalid(form.current),
  });
  const connector = connectors.find(({ id }) => id === draft.connector) ?? connectors[0];
  if (!connector) return <ErrorPanel title="There is no provider to read from" error={null} />;
  const problems = tried === step ? problemsOf(step, draft) : {};
  const index = STEPS.indexOf(step);
  const go = (to: Step) => {
    void navigate({ search: { step: to } });
    window.setTimeout(() => void save());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const bad = STEPS.slice(0, index + 1).find(
      (one) => one !== "connect" && Object.keys(problemsOf(one, draft)).length > 0,
    ) as Choosable | undefined;
    if (bad) {
      setTried(bad);
      if (bad !== step) go(bad);
      return focusFirstInvalid(form.current);
    }
    if (step === "destination") create.mutate();
    else go(STEPS[index + 1] as Step);
  };
  const props = {
    connector,
    draft,
    onChange: (next: Partial<Draft>) => {
      if (create.isError) create.reset();
      change(next);
    },
    problem: (field: string) => problems[field] ?? problemOf(create.error, field),
  };
  const [title, text] = step === "events" && draft.how !== "webhook" ? WHEN : TITLES[step];
  return (
    <Frame
      nav={<StepsNav current={step} made={false} {...progressOf(draft, connector)} />}
      title={title}
      text={text}
      aside={<SamplePanel connector={connector} draft={draft} />}
    >
      <form ref={form} noValidate onSubmit={submit} onBlur={() => void save()}>
        <fieldset disabled={!gate.allowed && step !== "events"} className="contents">
          <legend className="sr-only">{title}</legend>
          {step === "source" && <SourceStep {...props} connectors={connectors} />}
          {step === "events" && <EventsStep {...props} disabled={!gate.allowed} />}
          {step === "destination" && <DestinationStep {...props} />}
        </fieldset>
        {create.error && !isStatus(create.error, 400) && (
          <div role="alert" className="mt-5">
            <Notice tone="bad" level={3} title="The job cannot be created">
              {create.error.message}
            </Notice>
          </div>
        )}
        <div className="mt-5 flex flex-wrap items-center gap-2 border-t border-line pt-4">
          {index > 0 && <Button onClick={() => go(STEPS[index - 1] as Step)}>Back</Button>}
          <span className="flex-1">
            <Outcome error={saving.error && new Error(`The draft is not saved: ${saving.error.message}`)} />
          </span>
          <Button
            type="submit"
            kind="primary"
            busy={create.isPending}
            disabled={!gate.allowed}
            title={gate.reason}
          >
            {step === "destination" ? "Create job" : "Continue"}
          </Button>
        </div>
      </form>
    </Frame>
  );
}

function progressOf(draft: Draft, connector: Connector) {
  const types = connector.eventGroups.flatMap((group) => group.types);
  return {
    reachable: draft.name.trim() ? ("destination" as const) : ("source" as const),
    notes: {
      source: draft.name || connector.name,
      events:
        draft.how === "scheduled"
          ? whenOf(draft.schedule)
          : draft.events.length > 0
            ? wordsFor(draft.events, types)
            : "None yet",
      destination: draft.database ? `${draft.database}.${draft.collectionPrefix}*` : "Database, prefix",
      connect: "URL, secret, first event",
    },
  };
}
