import type { AlertChannel, CreatedChannel } from "@sluice/shared/alerts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Empty } from "../../../components/empty.tsx";
import { ErrorPanel } from "../../../components/error-panel.tsx";
import { SecretOnce } from "../../../components/secret-once.tsx";
import { Skeleton } from "../../../components/skeleton.tsx";
import { api } from "../../../lib/api.ts";
import { channelsQuery } from "../../alerts/data.ts";
import { useGate } from "../../jobs/gate.tsx";
import { SectionHeader } from "../section-header.tsx";
import { ChannelDialog } from "./channel-dialog.tsx";
import { ChannelRow } from "./channel-row.tsx";
import { RemoveChannel } from "./remove-channel.tsx";

type Asking =
  | { readonly what: "edit"; readonly channel?: AlertChannel }
  | { readonly what: "remove"; readonly channel: AlertChannel };
interface Secret {
  readonly name: string;
  readonly secret: string;
}

/** Where alerts are sent to. */
export function Channels() {
  const client = useQueryClient();
  const gate = useGate("admin");
  const list = useQuery(channelsQuery());
  const [asking, setAsking] = useState<Asking>();
  const [made, setMade] = useState<Secret>();
  const close = () => {
    setAsking(undefined);
    void client.invalidateQueries({ queryKey: api.alerts.channels.key() });
  };
  const onSaved = ({ name, secret }: CreatedChannel) => {
    close();
    if (secret) setMade({ name, secret });
  };
  const mailNeeds = list.data?.mailNeeds ?? [];
  const hasMail = list.data?.data.some(({ kind }) => kind === "email") ?? false;
  return (
    <>
      <SectionHeader
        title="Alert channels"
        lead="Who is notified when a job fails, is blocked or goes quiet."
        action={
          <Button
            kind="primary"
            icon={<Plus size={14} aria-hidden="true" />}
            disabled={!gate.allowed}
            title={gate.reason}
            onClick={() => setAsking({ what: "edit" })}
          >
            Add channel…
          </Button>
        }
      />
      {gate.reason && (
        <p className="border-b border-line bg-surface-2 px-gutter py-2 text-fg-2">{gate.reason}</p>
      )}
      {hasMail && mailNeeds.length > 0 && <MailNote needs={mailNeeds} />}
      {list.isPending && <Skeleton label="Loading the channels" />}
      {list.error && (
        <ErrorPanel title="The channels cannot be shown" error={list.error} onRetry={list.refetch} />
      )}
      {list.data?.data.length === 0 && (
        <Empty title="No channels yet">
          Alerts are shown on the page of each job. Add an email address, a Slack webhook or your own webhook
          to be notified.
        </Empty>
      )}
      <ul aria-label="Alert channels" className="divide-y divide-line border-b border-line empty:hidden">
        {list.data?.data.map((channel) => (
          <ChannelRow
            key={channel.id}
            channel={channel}
            gate={gate}
            onEdit={() => setAsking({ what: "edit", channel })}
            onRemove={() => setAsking({ what: "remove", channel })}
            onSecret={(secret) => setMade({ name: channel.name, secret })}
          />
        ))}
      </ul>
      {asking?.what === "edit" && (
        <ChannelDialog
          channel={asking.channel}
          mailNeeds={mailNeeds}
          onClose={() => setAsking(undefined)}
          onSaved={onSaved}
        />
      )}
      {asking?.what === "remove" && (
        <RemoveChannel channel={asking.channel} onClose={() => setAsking(undefined)} onDone={close} />
      )}
      {made && (
        <SecretOnce
          title={`Copy the signing secret of “${made.name}” now`}
          what="signing secret"
          secret={made.secret}
          onDone={() => setMade(undefined)}
        >
          <p className="text-12 text-fg-2">
            It signs each message as Standard Webhooks describes: webhook-id, webhook-timestamp and
            webhook-signature.
          </p>
        </SecretOnce>
      )}
    </>
  );
}

/** What the operator must do before e-mail can be sent. */
export const MailNote = ({ needs }: { needs: readonly string[] }) => (
  <p className="border-b border-line bg-warn-soft px-gutter py-2 text-warn-text">
    Email cannot be sent yet. Whoever runs this server must set{" "}
    {needs.map((name, index) => (
      <span key={name}>
        {index > 0 && " and "}
        <code>{name}</code>
      </span>
    ))}
    .
  </p>
);
