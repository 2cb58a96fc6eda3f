import type { AlertChannel } from "@sluice/shared/alerts";
import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { api } from "../../../lib/api.ts";

interface Props {
  readonly channel: AlertChannel;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RemoveChannel({ channel, onClose, onDone }: Props) {
  const remove = useMutation({ ...api.alerts.removeChannel.mutationOptions(), onSuccess: onDone });
  return (
    <ConfirmDialog
      open
      danger
      title={`Remove “${channel.name}”?`}
      action={`Remove ${channel.name}`}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate({ params: { channelId: channel.id } })}
    >
      <p>Nothing is sent to {channel.target} any more. What was sent stays in the history.</p>
    </ConfirmDialog>
  );
}
