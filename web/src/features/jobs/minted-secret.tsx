import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { SecretOnce } from "../../components/secret-once.tsx";
import { api } from "../../lib/api.ts";
import { GateNote, useGate } from "./gate.tsx";

/** Nowhere but in memory, and only until it was shown. */
const mintedKey = (jobId: string) => ["minted-secret", jobId];

/** Keeps a secret that was just made until the next page has shown it. */
export const rememberMinted = (client: QueryClient, jobId: string, secret: string | undefined) =>
  secret !== undefined && client.setQueryData(mintedKey(jobId), secret);

interface Props {
  readonly job: SyncJob;
  readonly connector: Connector;
}

/** Shows the secret that was just made for the job, this once; nothing where there is none. */
export function MintedOnce({ job, connector }: Props) {
  const client = useQueryClient();
  const { data: secret } = useQuery<string | null>({
    queryKey: mintedKey(job.id),
    queryFn: () => null,
    enabled: false,
  });
  if (!secret) return null;
  return (
    <SecretOnce
      title={`Copy the secret of “${job.name}” now`}
      what="signing secret"
      secret={secret}
      onDone={() => client.setQueryData(mintedKey(job.id), null)}
    >
      <p className="text-12 text-fg-2">
        {connector.name} signs its requests with it: paste it there. If it gets lost, make a new one.
      </p>
    </SecretOnce>
  );
}

/** Which secret it is, and the way to another. */
export function MintedSecret({ job, connector }: Props) {
  const [current] = job.secrets;
  return (
    <div className="mt-2 grid gap-2">
      {current && (
        <p className="text-fg-2">
          The secret <code>{current.masked}</code>, shown once when it was made.
        </p>
      )}
      <RegenerateSecret job={job} connector={connector} />
    </div>
  );
}

/** Makes a new secret after saying what that means, and shows it once. */
export function RegenerateSecret({ job, connector }: Props) {
  const gate = useGate("admin");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const make = useMutation({
    mutationFn: () => api.syncJobs.regenerateSecret({ params: { jobId: job.id } }),
    onSuccess: ({ secret }) => {
      setAsking(false);
      rememberMinted(client, job.id, secret);
      return client.invalidateQueries({ queryKey: api.syncJobs.key() });
    },
  });
  return (
    <div className="grid justify-items-start gap-2">
      <Button
        disabled={!gate.allowed}
        onClick={() => {
          make.reset();
          setAsking(true);
        }}
      >
        Regenerate secret…
      </Button>
      <GateNote gate={gate} />
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Make a new signing secret for ${job.name}?`}
        action="Make a new secret"
        busy={make.isPending}
        error={make.error}
        onConfirm={() => make.mutate()}
      >
        <p>It is shown once. Paste it in {connector.name} in place of the old one.</p>
        <p className="mt-1">
          The secret now stays valid for 24 hours, so nothing is lost meanwhile. The one before it, if there
          is one, ends at once.
        </p>
      </ConfirmDialog>
      <MintedOnce job={job} connector={connector} />
    </div>
  );
}
