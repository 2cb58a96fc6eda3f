import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import type { ReactNode } from "react";
import { CopyButton } from "../../components/copy-button.tsx";
import { Id } from "../../components/id.tsx";
import { Time } from "../../components/time.tsx";
import { ConnectSteps } from "../jobs/connect-steps.tsx";
import { SecretForm } from "../jobs/secret-form.tsx";
import { DangerZone } from "./danger-zone.tsx";
import { SettingsForm } from "./settings-form.tsx";

/** All that can be set about a job. */
export function SettingsTab({ job, connector }: { job: SyncJob; connector: Connector }) {
  return (
    <div>
      <SettingsForm key={job.id} job={job} connector={connector} />
      <Section title="Destination" text="Fixed when the job was made: another destination is another job.">
        <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-y-1.5">
          <dt className="text-fg-3">Server</dt>
          <dd>
            <code>{job.destination.server}</code>
          </dd>
          <dt className="text-fg-3">Database</dt>
          <dd>
            <code>{job.destination.database}</code>
          </dd>
          <dt className="text-fg-3">Prefix</dt>
          <dd>
            <code>{job.destination.collectionPrefix || "none"}</code>
          </dd>
          <dt className="text-fg-3">Job id</dt>
          <dd>
            <Id id={job.id} copy="job id" />
          </dd>
        </dl>
      </Section>
      <Section
        title="Signing secret"
        text={`${connector.name} signs every request with it. Roll it there, then store the new one here.`}
      >
        <ul aria-label="Secrets" className="mb-1 grid gap-1">
          {job.secrets.map((secret) => (
            <li key={secret.masked + secret.createdAt} className="flex flex-wrap gap-x-2">
              <code>{secret.masked}</code>
              <span className="text-fg-3">
                stored <Time at={secret.createdAt} />
                {secret.ending && (
                  <>
                    , ends <Time at={secret.ending} format="ago" />
                  </>
                )}
              </span>
            </li>
          ))}
          {job.secrets.length === 0 && <li className="text-warn-text">None stored yet.</li>}
        </ul>
        <SecretForm job={job} connector={connector} />
      </Section>
      <Section title="Connection" text={`Where ${connector.name} sends to.`}>
        {job.secrets.length > 0 ? (
          <div className="flex min-h-10 items-center gap-2 rounded-2 border border-line-ctl bg-surface-2 py-1 pr-1 pl-3">
            <code className="min-w-0 flex-1 break-all">{job.webhookUrl}</code>
            <CopyButton text={job.webhookUrl} what="endpoint URL of this job" look="word" />
          </div>
        ) : (
          <ConnectSteps job={job} connector={connector} secretElsewhere />
        )}
      </Section>
      <DangerZone job={job} />
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly text?: string;
  readonly children: ReactNode;
}

export function Section({ title, text, children }: SectionProps) {
  return (
    <section className="grid gap-x-8 gap-y-3 border-b border-line px-gutter py-5 wide:grid-cols-[220px_minmax(0,560px)]">
      <div>
        <h2 className="font-600">{title}</h2>
        {text && <p className="mt-0.5 text-12 text-fg-2">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
