import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Tag } from "../../components/tag.tsx";
import { problemOf } from "../../lib/api.ts";
import { ApiKeyField } from "../jobs/api-key-field.tsx";
import { useUpdateSyncJob } from "../jobs/data.ts";
import { GateNote, useGate } from "../jobs/gate.tsx";
import { Section } from "./section.tsx";

interface Props {
  readonly job: SyncJob;
  readonly connector: Connector;
}

/** Whether the job has a key of the provider's, and the way to store, replace or remove it. */
export function ApiKeySection({ job, connector }: Props) {
  const update = useUpdateSyncJob(job.id);
  const gate = useGate("member");
  const [apiKey, setApiKey] = useState("");
  if (!connector.apiKey) return null;
  const { hasApiKey } = job.source;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (apiKey === "") return;
    update.mutate({ source: { apiKey } }, { onSuccess: () => setApiKey("") });
  };
  const fieldError = problemOf(update.error, "source.apiKey");
  return (
    <Section title="API key" text={`For what the job reads from ${connector.name}'s API.`}>
      {hasApiKey && (
        <div className="mb-4 flex min-h-10 flex-wrap items-center gap-2 rounded-3 border border-line-2 px-3 py-1">
          <Tag tone="ok">stored</Tag>
          <span className="min-w-0 flex-1 text-fg-2">Encrypted; nobody can see it again.</span>
          <Remove job={job} connector={connector} />
        </div>
      )}
      <form onSubmit={submit} noValidate className="grid gap-2">
        <ApiKeyField
          connector={connector}
          value={apiKey}
          onChange={setApiKey}
          error={fieldError}
          isKept={hasApiKey}
          optional
          disabled={!gate.allowed}
        />
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" busy={update.isPending} disabled={!gate.allowed || apiKey === ""}>
            {hasApiKey ? "Replace key" : "Save key"}
          </Button>
          <Outcome error={fieldError ? null : update.error} done={update.isSuccess ? "Saved." : undefined} />
        </div>
        <GateNote gate={gate} />
      </form>
    </Section>
  );
}

function Remove({ job, connector }: Props) {
  const update = useUpdateSyncJob(job.id);
  const gate = useGate("member");
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        size="small"
        disabled={!gate.allowed}
        onClick={() => {
          update.reset();
          setAsking(true);
        }}
      >
        Remove…
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Remove the API key of ${connector.name}?`}
        action="Remove key"
        danger
        busy={update.isPending}
        error={update.error}
        onConfirm={() => update.mutate({ source: { apiKey: null } }, { onSuccess: () => setAsking(false) })}
      >
        <p>
          Webhooks continue. Everything that calls {connector.name}'s API stops: schedules, reconciliation,
          fetching and webhook registration. The key stays valid until you revoke it in {connector.name}.
        </p>
      </ConfirmDialog>
    </>
  );
}
