import type { Connector } from "@sluice/shared/connectors";
import type { WebhookCoverage } from "@sluice/shared/registrations";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Facts } from "../../components/facts.tsx";
import { Id } from "../../components/id.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { plural } from "../../lib/format.ts";
import { Section } from "../job/section.tsx";
import { RegisterWebhook } from "./register-webhook.tsx";
import { Unregister } from "./unregister.tsx";

const STATES = {
  unsupported: { tone: "plain", word: "by hand" },
  no_key: { tone: "plain", word: "not checked" },
  failed: { tone: "bad", word: "cannot be checked" },
  absent: { tone: "warn", word: "not registered" },
  disabled: { tone: "bad", word: "switched off" },
  gaps: { tone: "warn", word: "incomplete" },
  covered: { tone: "ok", word: "complete" },
} as const;

/** What the provider sends to the job's URL, whether that is all, and what mends it. */
export function WebhookSection({ job, connector }: { job: SyncJob; connector: Connector }) {
  const coverage = useQuery({
    ...api.registrations.coverage.queryOptions({ params: { jobId: job.id } }),
    staleTime: 60_000,
  });
  const { name } = connector;
  return (
    <Section title={`Webhook at ${name}`} text={`Whether ${name} sends all that this job takes.`}>
      {coverage.isPending && <SkeletonBlock label={`Asking ${name}`} className="h-24" />}
      {coverage.isError && (
        <div className="-mx-gutter">
          <ErrorPanel title="It cannot be shown" error={coverage.error} onRetry={coverage.refetch} />
        </div>
      )}
      {coverage.data && (
        <Coverage
          job={job}
          connector={connector}
          coverage={coverage.data}
          again={
            <Button size="small" busy={coverage.isFetching} onClick={() => void coverage.refetch()}>
              Check again
            </Button>
          }
        />
      )}
    </Section>
  );
}

interface CoverageProps {
  readonly job: SyncJob;
  readonly connector: Connector;
  readonly coverage: WebhookCoverage;
  readonly again: ReactNode;
}

function Coverage({ job, connector, coverage, again }: CoverageProps) {
  const { state, endpoint, registered, missing, unneeded, others } = coverage;
  const { tone, word } = STATES[state];
  const needsRepair = state === "disabled" || state === "gaps" || others.length > 0;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Tag tone={tone}>{word}</Tag>
        <p className="min-w-0 flex-1 basis-60">{coverage.message}</p>
        {state !== "no_key" && again}
      </div>
      {endpoint && (
        <Facts
          facts={[
            ["Webhook", <Id key="id" id={endpoint.id} />],
            [
              "Registered",
              registered ? (
                <span key="at">
                  <Time at={registered.at} focusable /> by {registered.by.name}
                </span>
              ) : (
                "by hand"
              ),
            ],
            [
              "Sends",
              endpoint.events.includes("*")
                ? "all event types"
                : plural(endpoint.events.length, "event type"),
            ],
          ]}
        />
      )}
      <Types label="Not sent" types={missing} />
      <Types label="Sent, though this job leaves them out" types={unneeded} />
      {others.length > 0 && (
        <p className="text-warn-text">
          {plural(others.length, "other webhook")} with the same URL: every event comes more than once.
          Repairing removes {others.length === 1 ? "it" : "them"}.
        </p>
      )}
      {(state === "absent" || needsRepair) && (
        <RegisterWebhook
          job={job}
          connector={connector}
          label={needsRepair ? "Repair it" : "Register it for me"}
        />
      )}
      {registered && <Unregister job={job} connector={connector} />}
    </div>
  );
}

const SHOWN = 12;

function Types({ label, types }: { label: string; types: readonly string[] }) {
  if (types.length === 0) return null;
  return (
    <div className="grid gap-1">
      <p className="text-12 font-550">{label}</p>
      <ul aria-label={label} className="flex flex-wrap gap-x-3 gap-y-1">
        {types.slice(0, SHOWN).map((type) => (
          <li key={type}>
            <code className="break-all">{type === "*" ? "all others" : type}</code>
          </li>
        ))}
        {types.length > SHOWN && <li className="text-fg-2">and {types.length - SHOWN} more</li>}
      </ul>
    </div>
  );
}
