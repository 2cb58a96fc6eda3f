import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { api } from "../../lib/api.ts";
import { useGate } from "../jobs/gate.tsx";

/** Removes the webhook from the provider, after saying what that ends. */
export function Unregister({ job, connector }: { job: SyncJob; connector: Connector }) {
  const gate = useGate("admin");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const params = { jobId: job.id };
  const unregister = useMutation({
    mutationFn: () => api.registrations.unregister({ params }),
    onSuccess: () => {
      setAsking(false);
      return Promise.all(
        [api.syncJobs.key({ params }), api.registrations.key({ params })].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
  return (
    <div>
      <Button
        size="small"
        disabled={!gate.allowed}
        title={gate.reason}
        onClick={() => {
          unregister.reset();
          setAsking(true);
        }}
      >
        Unregister…
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Remove the webhook from ${connector.name}?`}
        action="Unregister"
        danger
        busy={unregister.isPending}
        error={unregister.error}
        onConfirm={() => unregister.mutate()}
      >
        <p>
          {connector.name} stops sending to this job at once. What it sent is kept, and so are the documents.
        </p>
      </ConfirmDialog>
    </div>
  );
}
