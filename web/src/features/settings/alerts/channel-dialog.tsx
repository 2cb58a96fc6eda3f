import type { AlertChannel, ChannelKind, CreatedChannel } from "@sluice/shared/alerts";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Dialog } from "../../../components/dialog.tsx";
import { Field, FieldError } from "../../../components/field.tsx";
import { Input, Textarea } from "../../../components/input.tsx";
import { RadioCards } from "../../../components/radio-cards.tsx";
import { api, problemOf } from "../../../lib/api.ts";
import { KIND_WORDS } from "../../alerts/data.ts";
import { MailNote } from "./channels.tsx";

const KINDS = [
  { value: "email", label: KIND_WORDS.email, hint: "One or more addresses." },
  { value: "slack", label: KIND_WORDS.slack, hint: "The incoming webhook of a Slack channel." },
  { value: "webhook", label: KIND_WORDS.webhook, hint: "Signed JSON to your own URL." },
] as const;

interface Props {
  /** Absent: a new one. */
  readonly channel: AlertChannel | undefined;
  readonly mailNeeds: readonly string[];
  readonly onClose: () => void;
  readonly onSaved: (channel: CreatedChannel) => void;
}

export function ChannelDialog({ channel, mailNeeds, onClose, onSaved }: Props) {
  const formId = useId();
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? "email");
  const [name, setName] = useState(channel?.name ?? "");
  const [to, setTo] = useState(channel?.to?.join("\n") ?? "");
  const [url, setUrl] = useState("");
  const create = useMutation({
    ...api.alerts.createChannel.mutationOptions(),
    gcTime: 0,
    onSuccess: onSaved,
  });
  const update = useMutation({ ...api.alerts.updateChannel.mutationOptions(), onSuccess: onSaved });
  const { error, isPending } = channel ? update : create;
  const addresses = to.split(/[\s,;]+/).filter(Boolean);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const called = name.trim() || KIND_WORDS[kind];
    if (channel) {
      const change = kind === "email" ? { to: addresses } : url ? { url } : {};
      update.mutate({ params: { channelId: channel.id }, body: { name: called, ...change } });
    } else if (kind === "email") create.mutate({ body: { kind, name: called, to: addresses } });
    else create.mutate({ body: { kind, name: called, url } });
  };
  const problem = (field: string) => problemOf(error, field);
  const isOfField = ["name", "to", "url"].some((field) => problem(field));
  return (
    <Dialog
      open
      title={channel ? `Edit ${channel.name}` : "Add an alert channel"}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} busy={isPending}>
            {channel ? "Save" : "Add channel"}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid gap-4">
        {!channel && <RadioCards label="How" options={KINDS} value={kind} onChange={setKind} />}
        <Field label="Name" hint="Shown in rules and in the history." error={problem("name")}>
          <Input
            value={name}
            placeholder={KIND_WORDS[kind]}
            maxLength={100}
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
        {kind === "email" ? (
          <>
            <Field label="Addresses" hint="One per line, at most 20." error={problem("to")}>
              <Textarea rows={3} value={to} onChange={({ target }) => setTo(target.value)} />
            </Field>
            {mailNeeds.length > 0 && <MailNote needs={mailNeeds} />}
          </>
        ) : (
          <Field
            label="URL"
            hint={
              channel
                ? `Leave empty to keep ${channel.target}`
                : "Stored encrypted, never shown again. Only public addresses are allowed."
            }
            error={problem("url")}
          >
            <Input
              mono
              type="url"
              value={url}
              placeholder={
                kind === "slack" ? "https://hooks.slack.com/services/…" : "https://example.com/alerts"
              }
              onChange={({ target }) => setUrl(target.value)}
            />
          </Field>
        )}
        <FieldError error={isOfField ? undefined : error?.message} />
      </form>
    </Dialog>
  );
}
