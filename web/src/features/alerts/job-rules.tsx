import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { api } from "../../lib/api.ts";
import { useGate } from "../jobs/gate.tsx";
import { channelsQuery, jobSettingsQuery } from "./data.ts";
import { RulesForm } from "./rules-form.tsx";

/** The rules of one job: its own, or its workspace's until it has some. */
export function JobRules({ job }: { job: SyncJob }) {
  const client = useQueryClient();
  const gate = useGate("member");
  const params = { jobId: job.id };
  const stored = useQuery(jobSettingsQuery(job.id));
  const channels = useQuery(channelsQuery());
  const changed = () => client.invalidateQueries({ queryKey: api.alerts.jobSettings.key({ params }) });
  const save = useMutation({ ...api.alerts.setJobSettings.mutationOptions(), onSuccess: changed });
  const follow = useMutation({ ...api.alerts.followWorkspace.mutationOptions(), onSuccess: changed });
  const error = stored.error ?? channels.error;
  if (!stored.data || !channels.data)
    return error ? (
      <ErrorPanel title="The rules cannot be shown" error={error} onRetry={stored.refetch} />
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
      onSave={(body) => save.mutate({ params, body })}
      lead={
        isOwn ? (
          <span className="flex flex-wrap items-center gap-2">
            This job has its own rules.
            <Button
              size="small"
              busy={follow.isPending}
              disabled={!gate.allowed}
              title={gate.reason}
              onClick={() => follow.mutate({ params })}
            >
              Use the workspace's rules
            </Button>
          </span>
        ) : (
          "This job uses the workspace's rules. Saving here gives it its own."
        )
      }
      outcome={
        <Outcome
          error={save.error ?? follow.error}
          done={save.isSuccess ? "Saved. They apply from the next check, within a minute." : undefined}
        />
      }
    />
  );
}
