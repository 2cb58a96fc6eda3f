import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { api } from "../../lib/api.ts";
import { toast } from "../../lib/toast.ts";
import { GateNote, useGate } from "../jobs/gate.tsx";
import { targetOf } from "../jobs/words.ts";
import { Section } from "./section.tsx";

/** Deletes the job, once its name is typed. */
export function DangerZone({ job }: { job: SyncJob }) {
  const [asking, setAsking] = useState(false);
  const gate = useGate("admin");
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => api.syncJobs.remove({ params: { jobId: job.id }, query: { confirm: job.name } }),
    onSuccess: async () => {
      await navigate({ to: "/jobs" });
      toast.done(`${job.name} is deleted`, { description: "The documents it wrote stay." });
      return client.invalidateQueries({ queryKey: api.syncJobs.key() });
    },
  });
  return (
    <Section title="Delete this job" text="The documents that it wrote stay.">
      <p className="mb-3 text-fg-2">
        Its URL stops working and its stored events and requests are removed. Documents in{" "}
        <code>{targetOf(job)}</code> stay as they are.
      </p>
      <Button kind="danger" disabled={!gate.allowed} onClick={() => setAsking(true)}>
        Delete job…
      </Button>
      <GateNote gate={gate} />
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${job.name}?`}
        action="Delete job"
        danger
        type={job.name}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        <p>The endpoint answers 404 from then on, and its stored events and requests are removed for good.</p>
        <p className="mt-1">
          <b className="font-550 text-fg">Documents stay:</b> nothing in <code>{targetOf(job)}</code> is
          touched.
        </p>
        {job.registration && (
          <p className="mt-1">
            Its webhook at the provider is removed; should that fail, the audit log says why.
          </p>
        )}
      </ConfirmDialog>
    </Section>
  );
}
