import type { Workspace } from "@sluice/shared/workspaces";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { api } from "../../../lib/api.ts";
import { goToWorkspace, useHere } from "../access.ts";
import { Block } from "../block.tsx";

/** The server refuses while something is left in it. */
export function DeleteBlock({ workspace }: { workspace: Workspace }) {
  const { can } = useHere();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    ...api.workspaces.remove.mutationOptions(),
    onSuccess: () => goToWorkspace(null),
  });
  const reason =
    workspace.id === "default"
      ? "The first workspace belongs to the installation and stays."
      : can("owner")
        ? undefined
        : `You are not an owner; an owner of ${workspace.name} can do it.`;
  const close = () => {
    setAsking(false);
    remove.reset();
  };
  return (
    <Block
      title="Delete this workspace"
      lead="Possible once its jobs are deleted. Its keys and invitations end; what was written to your databases stays."
    >
      <div className="grid justify-items-start gap-2">
        <Button
          kind="danger"
          disabled={reason !== undefined}
          aria-describedby={reason && "no-deletion"}
          onClick={() => setAsking(true)}
        >
          Delete workspace…
        </Button>
        {reason && (
          <p id="no-deletion" className="text-12 text-fg-3">
            {reason}
          </p>
        )}
      </div>
      {asking && (
        <ConfirmDialog
          open
          danger
          title={`Delete ${workspace.name}?`}
          action="Delete workspace"
          type={workspace.name}
          busy={remove.isPending}
          error={remove.error}
          onClose={close}
          onConfirm={() =>
            remove.mutate({ params: { workspaceId: workspace.id }, body: { name: workspace.name } })
          }
        >
          Its members lose access and its API keys stop working at once. This cannot be undone.
        </ConfirmDialog>
      )}
    </Block>
  );
}
