import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob, WebhookSecret } from "@sluice/shared/sync-jobs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { useGate } from "../jobs/gate.tsx";
import { RegenerateSecret } from "../jobs/minted-secret.tsx";
import { SecretForm } from "../jobs/secret-form.tsx";
import { Section } from "./section.tsx";

/** Which secrets are valid, until when, and when each was last seen; and the next one. */
export function SecretSection({ job, connector }: { job: SyncJob; connector: Connector }) {
  const params = { jobId: job.id };
  const isOurs = connector.secretMintedBy === "sluice";
  const secret = useQuery({
    ...api.syncJobs.getSecret.queryOptions({ params }),
    meta: { live: `job:${job.id}` as const },
  });
  return (
    <Section
      title="Signing secret"
      text={`${connector.name} signs every request with it. ${
        isOurs
          ? "Create a new one here, then paste it there."
          : "Rotate it there, then store the new one here."
      }`}
    >
      {secret.isPending && <SkeletonBlock label="Loading the secret's state" className="h-16" />}
      {secret.isError && (
        <div className="-mx-gutter">
          <ErrorPanel
            title="The secret's state cannot be shown"
            error={secret.error}
            onRetry={secret.refetch}
          />
        </div>
      )}
      {secret.data && <Valid job={job} connector={connector} secret={secret.data} />}
      {isOurs ? (
        <RegenerateSecret job={job} connector={connector} />
      ) : (
        <SecretForm job={job} connector={connector} />
      )}
    </Section>
  );
}

interface ValidProps {
  readonly job: SyncJob;
  readonly connector: Connector;
  readonly secret: WebhookSecret;
}

function Valid({ job, connector, secret: { current, previous } }: ValidProps) {
  if (!current) return <p className="mb-3 text-warn-text">None stored yet: requests are answered 503.</p>;
  return (
    <ul aria-label="Valid secrets" className="mb-4 overflow-hidden rounded-3 border border-line-2">
      <Row last4={current.last4} tag={<Tag tone="ok">current</Tag>}>
        stored <Time at={current.setAt} focusable />, <LastSeen at={current.lastMatchedAt} />
      </Row>
      {previous && (
        <Row
          last4={previous.last4}
          tag={<Tag tone="warn">ending</Tag>}
          action={<EndOverlap job={job} connector={connector} previous={previous} />}
        >
          valid until <Time at={previous.validUntil} focusable />, <LastSeen at={previous.lastMatchedAt} />
        </Row>
      )}
    </ul>
  );
}

interface RowProps {
  readonly last4: string;
  readonly tag: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Row({ last4, tag, action, children }: RowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line px-3 py-2 not-first:border-t">
      <code>…{last4}</code>
      {tag}
      <span className="min-w-0 flex-1 basis-52 text-fg-2">{children}</span>
      {action}
    </li>
  );
}

function LastSeen({ at }: { at: string | undefined }) {
  if (!at) return <>no request signed with it yet</>;
  return (
    <>
      last seen <Time at={at} format="ago" focusable />
    </>
  );
}

interface EndProps {
  readonly job: SyncJob;
  readonly connector: Connector;
  readonly previous: NonNullable<WebhookSecret["previous"]>;
}

/** Ends the overlap before its time, after saying what that refuses. */
function EndOverlap({ job, connector, previous }: EndProps) {
  const gate = useGate("admin");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: () => api.syncJobs.endPreviousSecret({ params: { jobId: job.id } }),
    onSuccess: () => {
      setAsking(false);
      return client.invalidateQueries({ queryKey: api.syncJobs.key({ params: { jobId: job.id } }) });
    },
  });
  return (
    <>
      <Button
        size="small"
        disabled={!gate.allowed}
        title={gate.reason}
        onClick={() => {
          end.reset();
          setAsking(true);
        }}
      >
        End overlap now…
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`End the secret …${previous.last4} now?`}
        action="End it now"
        danger
        busy={end.isPending}
        error={end.error}
        onConfirm={() => end.mutate()}
      >
        <p>Requests still signed with it are rejected from then on.</p>
        <p className="mt-1">
          {previous.lastMatchedAt ? (
            <>
              {connector.name} last used it <Time at={previous.lastMatchedAt} format="ago" />. Wait until it
              signs with the new one.
            </>
          ) : (
            `No request was signed with it since it was replaced.`
          )}
        </p>
      </ConfirmDialog>
    </>
  );
}
