import type { FailureGroup } from "@sluice/shared/events";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { api } from "../../lib/api.ts";
import { count, plural } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { useGate } from "../jobs/gate.tsx";
import { spanAt } from "./data.ts";

const PAGE = 200;
/** As many as one request names. */
const AT_ONCE = 1000;
/** From so many on the number is typed first. */
const MANY = 100;

interface Props {
  readonly job: SyncJob;
  readonly range: string;
  /** Only those of this cause. */
  readonly group: FailureGroup | undefined;
  readonly failed: number;
}

/** Gives failed events of the range another try, after saying which. */
export function RetryFailed({ job, range, group, failed }: Props) {
  const gate = useGate("member");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const retry = useMutation({
    mutationFn: () => retryAll(job.id, range, group?.group),
    onSuccess: (retried) => {
      setAsking(false);
      toast.done(`${plural(retried, "event")} given another try`);
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: api.events.key() }),
        client.invalidateQueries({ queryKey: api.syncJobs.stats.key({ params: { jobId: job.id } }) }),
      ]),
  });
  return (
    <>
      <Button
        icon={<RotateCcw size={14} />}
        disabled={!gate.allowed}
        title={gate.reason}
        onClick={() => {
          retry.reset();
          setAsking(true);
        }}
      >
        Retry {count(failed)}…
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Retry ${plural(failed, "failed event")}?`}
        action={`Retry ${count(failed)}`}
        {...(failed > MANY && { type: String(failed) })}
        busy={retry.isPending}
        error={retry.error}
        onConfirm={() => retry.mutate()}
      >
        {group
          ? `Those of ${job.name} that failed because: ${group.explanation.title}.`
          : `All of ${job.name} that failed in the chosen time.`}{" "}
        They get a fresh set of attempts; those whose cause still stands fail again.
      </ConfirmDialog>
    </>
  );
}

/** @returns how many were given another try. */
async function retryAll(jobId: string, range: string, failure: string | undefined): Promise<number> {
  const query = {
    jobId: [jobId],
    ...spanAt(range),
    status: ["failed" as const],
    ...(failure && { failure }),
    limit: PAGE,
  };
  const ids: string[] = [];
  for await (const { id } of api.events.list.each({ query })) ids.push(id);
  let retried = 0;
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const eventIds = ids.slice(start, start + AT_ONCE);
    retried += (await api.syncJobs.retryFailed({ params: { jobId }, body: { eventIds } })).retried;
  }
  return retried;
}
