import type { ApiKey } from "@sluice/shared/workspaces";
import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { Time } from "../../../components/time.tsx";
import { api } from "../../../lib/api.ts";

interface Props {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Names the key and when it was last used: the two things that tell whether something breaks. */
export function RevokeDialog({ apiKey, onClose, onDone }: Props) {
  const revoke = useMutation({ ...api.apiKeys.revoke.mutationOptions(), onSuccess: onDone });
  return (
    <ConfirmDialog
      open
      danger
      title={`Revoke “${apiKey.name}”?`}
      action={`Revoke ${apiKey.name}`}
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => revoke.mutate({ params: { keyId: apiKey.id } })}
    >
      <p>
        <code>{apiKey.masked}</code>{" "}
        {apiKey.lastUsedAt ? (
          <>
            was last used <Time at={apiKey.lastUsedAt} format="ago" />.
          </>
        ) : (
          "was never used."
        )}{" "}
        Anything that uses it stops working at once. This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
