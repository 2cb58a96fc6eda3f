import type { SyncJob } from "@sluice/shared/sync-jobs";
import { Pause, Play } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { toast } from "../../lib/toast.ts";
import { useUpdateSyncJob } from "../jobs/data.ts";
import { useGate } from "../jobs/gate.tsx";

/** Pauses after saying what that means; resumes, or enables, at once. */
export function PauseButton({ job, waiting }: { job: SyncJob; waiting: number }) {
  const update = useUpdateSyncJob(job.id);
  const gate = useGate("member");
  const [asking, setAsking] = useState(false);
  const shared = { disabled: !gate.allowed || update.isPending, title: gate.reason };
  if (!job.enabled)
    return (
      <Button {...shared} icon={<Play size={14} />} onClick={() => update.mutate({ enabled: true })}>
        Enable
      </Button>
    );
  if (job.paused)
    return (
      <Button
        {...shared}
        icon={<Play size={14} />}
        onClick={() =>
          update.mutate({ paused: false }, { onSuccess: () => toast.done(`${job.name} is resumed`) })
        }
      >
        Resume
      </Button>
    );
  return (
    <>
      <Button {...shared} icon={<Pause size={14} />} onClick={() => setAsking(true)}>
        Pause…
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Pause ${job.name}?`}
        action="Pause"
        busy={update.isPending}
        error={update.error}
        onConfirm={() => update.mutate({ paused: true }, { onSuccess: () => setAsking(false) })}
      >
        Requests are still received, checked and stored, and the provider sees no difference. Nothing is
        written until you resume; then everything that waits{waiting > 0 ? `, ${waiting} events now,` : ""} is
        written in order.
      </ConfirmDialog>
    </>
  );
}
