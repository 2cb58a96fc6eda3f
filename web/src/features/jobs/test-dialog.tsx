import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Link } from "../../components/link.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Select } from "../../components/select.tsx";
import { api } from "../../lib/api.ts";
import { useGate } from "./gate.tsx";
import { takesAny } from "./patterns.ts";

/** The button and its dialog: sends a signed sample through the job's own URL. */
export function SendTest({ job, connector }: { job: SyncJob; connector: Connector }) {
  const [open, setOpen] = useState(false);
  const gate = useGate("member");
  const taken = connector.sampleTypes.filter((type) => takesAny(job.webhookConfig.events, type));
  const [type, setType] = useState<string>(taken[0] ?? connector.sampleTypes[0] ?? "");
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: () => api.syncJobs.sendTest({ params: { jobId: job.id }, body: { type } }),
    onSuccess: () => client.invalidateQueries({ queryKey: api.syncJobs.events.key() }),
  });
  const why =
    gate.reason ??
    (job.secrets.length === 0
      ? "Store the signing secret first: the sample is signed with it"
      : job.enabled
        ? undefined
        : "The job is disabled");
  return (
    <>
      <Button
        icon={<Send size={14} />}
        disabled={why !== undefined}
        title={why}
        onClick={() => {
          send.reset();
          setOpen(true);
        }}
      >
        <span>
          Send test<span className="max-rail:sr-only"> event</span>…
        </span>
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Send a test event to ${job.name}`}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Close</Button>
            <Button kind="primary" busy={send.isPending} onClick={() => send.mutate()}>
              Send {type}
            </Button>
          </>
        }
      >
        <div className="grid gap-3">
          <p className="text-fg-2">
            A sample is signed with the job's secret and takes the whole way: request, check, event, document.
            It writes a document, in test mode, to <code>{job.destination.database}</code>.
          </p>
          <Field label="Event type">
            <Select
              options={connector.sampleTypes.map((value) => ({
                value,
                label: value,
                ...(!taken.includes(value) && { note: "will be filtered" }),
              }))}
              value={type}
              onChange={setType}
            />
          </Field>
          <Outcome error={send.error} done={send.data && `Test event ${send.data.status}.`} />
          {send.data && (
            <p>
              <Link to="/events/$id" params={{ id: send.data.id }}>
                Open the event
              </Link>
            </p>
          )}
        </div>
      </Dialog>
    </>
  );
}
