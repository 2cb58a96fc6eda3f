import type { Member } from "@sluice/shared/workspaces";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { api } from "../../../lib/api.ts";
import { toast } from "../../../lib/toast.ts";
import { goToWorkspace, useHere } from "../access.ts";

export function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { workspace, user } = useHere();
  const client = useQueryClient();
  const own = member.id === user.id;
  const remove = useMutation({
    mutationFn: () =>
      own
        ? api.members.leave({ params: { workspaceId: workspace.id } })
        : api.members.remove({ params: { workspaceId: workspace.id, userId: member.id } }),
    onSuccess: async () => {
      if (own) {
        goToWorkspace(null);
        return;
      }
      onClose();
      toast.done(`${member.name} is no longer a member`);
      await client.invalidateQueries({ queryKey: api.members.key() });
    },
  });
  return (
    <ConfirmDialog
      open
      danger
      title={own ? `Leave ${workspace.name}?` : `Remove ${member.name} from ${workspace.name}?`}
      action={own ? "Leave" : `Remove ${member.name}`}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      {own
        ? "You lose access at once. To come back you need an invitation."
        : "Access ends at once, in open pages too. What they did stays in the audit log, and API keys they created keep working."}
    </ConfirmDialog>
  );
}
