import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ErrorPanel } from "../../../components/error-panel.tsx";
import { Outcome } from "../../../components/outcome.tsx";
import { Skeleton } from "../../../components/skeleton.tsx";
import { api } from "../../../lib/api.ts";
import { channelsQuery, workspaceSettingsQuery } from "../../alerts/data.ts";
import { AlertHistory } from "../../alerts/history.tsx";
import { RulesForm } from "../../alerts/rules-form.tsx";
import { useGate } from "../../jobs/gate.tsx";
import { Block } from "../block.tsx";
import { Channels } from "./channels.tsx";

/** Where alerts go, what is watched of jobs that have no rules of their own, and what was told. */
export function AlertsSection() {
  return (
    <>
      <Channels />
      <Block
        flush
        title="Rules of this workspace"
        lead="For jobs without their own rules, including new ones."
      >
        <Rules />
      </Block>
      <Block flush title="Alerts of all jobs">
        <AlertHistory />
      </Block>
    </>
  );
}

function Rules() {
  const client = useQueryClient();
  const gate = useGate("admin");
  const stored = useQuery(workspaceSettingsQuery());
  const channels = useQuery(channelsQuery());
  const save = useMutation({
    ...api.alerts.setSettings.mutationOptions(),
    onSuccess: () => client.invalidateQueries({ queryKey: api.alerts.key() }),
  });
  if (!stored.data || !channels.data)
    return stored.error ? (
      <ErrorPanel title="The rules cannot be shown" error={stored.error} onRetry={stored.refetch} />
    ) : (
      <Skeleton label="Loading the rules" />
    );
  const { isOwn, settings } = stored.data;
  return (
    <RulesForm
      key={JSON.stringify(settings)}
      stored={settings}
      channels={channels.data.data}
      gate={gate}
      busy={save.isPending}
      onSave={(body) => save.mutate({ body })}
      lead={isOwn ? "Set for this workspace." : "These are the defaults."}
      outcome={<Outcome error={save.error} done={save.isSuccess ? "Saved." : undefined} />}
    />
  );
}
