import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { api, problemOf } from "../../lib/api.ts";
import { ApiKeyField } from "../jobs/api-key-field.tsx";
import { GateNote, useGate } from "../jobs/gate.tsx";

interface Props {
  readonly job: SyncJob;
  readonly connector: Connector;
  readonly label: string;
}

/** Registers the webhook with the job's API key, or takes one first. */
export function RegisterWebhook({ job, connector, label }: Props) {
  const gate = useGate("admin");
  const client = useQueryClient();
  const [apiKey, setApiKey] = useState("");
  const params = { jobId: job.id };
  const register = useMutation({
    async mutationFn() {
      if (apiKey) await api.syncJobs.update({ params, body: { source: { apiKey } } });
      return api.registrations.register({ params });
    },
    onSettled: () =>
      Promise.all(
        [api.syncJobs.key({ params }), api.registrations.key({ params })].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    register.mutate();
  };
  const problem = problemOf(register.error, "source.apiKey");
  return (
    <form onSubmit={submit} noValidate className="grid gap-2">
      {!job.source.hasApiKey && (
        <ApiKeyField
          connector={connector}
          value={apiKey}
          onChange={setApiKey}
          error={problem}
          isKept={false}
          optional={false}
          disabled={!gate.allowed}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" kind="primary" busy={register.isPending} disabled={!gate.allowed}>
          {label}
        </Button>
        <Outcome
          error={problem ? null : register.error}
          done={register.isSuccess ? `Registered at ${connector.name}.` : undefined}
        />
      </div>
      <GateNote gate={gate} />
    </form>
  );
}
