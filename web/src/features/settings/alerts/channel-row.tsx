import type { AlertChannel } from "@sluice/shared/alerts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "../../../components/button.tsx";
import { Outcome } from "../../../components/outcome.tsx";
import { Switch } from "../../../components/switch.tsx";
import { Tag } from "../../../components/tag.tsx";
import { Time } from "../../../components/time.tsx";
import { api } from "../../../lib/api.ts";
import { KIND_WORDS } from "../../alerts/data.ts";
import type { Gate } from "../../jobs/gate.tsx";

interface Props {
  readonly channel: AlertChannel;
  readonly gate: Gate;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly onSecret: (secret: string) => void;
}

export function ChannelRow({ channel, gate, onEdit, onRemove, onSecret }: Props) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: api.alerts.channels.key() });
  const params = { channelId: channel.id };
  const turn = useMutation({ ...api.alerts.updateChannel.mutationOptions(), onSettled });
  const test = useMutation({ ...api.alerts.testChannel.mutationOptions(), onSettled });
  const rotate = useMutation({
    ...api.alerts.rotateSecret.mutationOptions(),
    gcTime: 0,
    onSuccess: ({ secret }) => onSecret(secret),
    onSettled,
  });
  const answer = test.data ?? channel.lastAnswer;
  const off = { disabled: !gate.allowed, title: gate.reason };
  return (
    <li className="grid gap-2 px-gutter py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p className="flex flex-wrap items-center gap-2">
            <b className="font-550">{channel.name}</b>
            <Tag>{KIND_WORDS[channel.kind]}</Tag>
          </p>
          <p className="text-12 break-all text-fg-2">{channel.target}</p>
          {channel.maskedSecret && (
            <p className="text-12 text-fg-3">
              signed with <code>{channel.maskedSecret}</code>
            </p>
          )}
        </div>
        <Switch
          label="On"
          checked={channel.enabled}
          disabled={!gate.allowed || turn.isPending}
          onChange={(enabled) => turn.mutate({ params, body: { enabled } })}
        />
        <span className="flex flex-wrap gap-1.5">
          <Button
            size="small"
            busy={test.isPending}
            aria-label={`Send a test to ${channel.name}`}
            {...off}
            onClick={() => test.mutate({ params })}
          >
            Send a test
          </Button>
          <Button size="small" aria-label={`Edit ${channel.name}`} {...off} onClick={onEdit}>
            Edit…
          </Button>
          {channel.kind === "webhook" && (
            <Button
              size="small"
              busy={rotate.isPending}
              aria-label={`New secret for ${channel.name}`}
              {...off}
              onClick={() => rotate.mutate({ params })}
            >
              New secret
            </Button>
          )}
          <Button
            size="small"
            kind="danger"
            aria-label={`Remove ${channel.name}`}
            {...off}
            onClick={onRemove}
          >
            Remove…
          </Button>
        </span>
      </div>
      {answer && (
        <p role="status" className={`text-12 ${answer.ok ? "text-fg-2" : "text-bad-text"}`}>
          {test.data ? "Test" : "Last message"} {answer.ok ? "taken" : "not taken"} <Time at={answer.at} /> in{" "}
          {answer.ms} ms:{" "}
          <code className="break-all">
            {answer.status ? `${answer.status} ` : ""}
            {answer.answer}
          </code>
        </p>
      )}
      <Outcome error={test.error ?? turn.error ?? rotate.error} />
    </li>
  );
}
