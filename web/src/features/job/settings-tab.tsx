import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { CopyButton } from "../../components/copy-button.tsx";
import { ConnectSteps } from "../jobs/connect-steps.tsx";
import { useGate } from "../jobs/gate.tsx";
import { WebhookSection } from "../registration/webhook-section.tsx";
import { ScheduleSection } from "../schedule/schedule-section.tsx";
import { ApiKeySection } from "./api-key-section.tsx";
import { DangerZone } from "./danger-zone.tsx";
import { DestinationSection } from "./destination-section.tsx";
import { SecretSection } from "./secret-section.tsx";
import { Section } from "./section.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { Versions } from "./versions.tsx";

/** All that can be set about a job. */
export function SettingsTab({ job, connector }: { job: SyncJob; connector: Connector }) {
  const gate = useGate("member");
  const isWebhook = job.type === "webhook";
  return (
    <>
      {gate.reason && (
        <p className="border-b border-line bg-surface-2 px-gutter py-2 text-fg-2">{gate.reason}</p>
      )}
      <SettingsForm key={job.id} job={job} connector={connector} />
      <Versions job={job} />
      {isWebhook && <SecretSection job={job} connector={connector} />}
      <ApiKeySection job={job} connector={connector} />
      <ScheduleSection job={job} connector={connector} />
      <DestinationSection job={job} />
      {isWebhook && (
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
      )}
      {isWebhook && connector.registers && <WebhookSection job={job} connector={connector} />}
      <DangerZone job={job} />
    </>
  );
}
