import type { Role } from "@sluice/shared/contract";
import type { Member } from "@sluice/shared/workspaces";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import { FieldError } from "../../../components/field.tsx";
import { api } from "../../../lib/api.ts";
import { toast } from "../../../lib/toast.ts";
import { refreshMe, useHere } from "../access.ts";
import { ROLE_LABEL } from "../role-names.ts";
import { memberColumns } from "./member-columns.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";

const rowId = ({ id }: Member) => id;

export function MemberTable() {
  const { workspace, user } = useHere();
  const client = useQueryClient();
  const params = { workspaceId: workspace.id };
  const members = useQuery(api.members.list.queryOptions({ params }));
  const [removing, setRemoving] = useState<Member | null>(null);
  const [lowering, setLowering] = useState<Role | null>(null);
  const setRole = useMutation({
    ...api.members.setRole.mutationOptions(),
    onSuccess: async ({ id, name, role }) => {
      setLowering(null);
      toast.done(`${name} is ${ROLE_LABEL[role].toLowerCase()} now`);
      if (id === user.id) await refreshMe(client);
    },
    onSettled: () => client.invalidateQueries({ queryKey: api.members.key() }),
  });
  const rows = members.data?.data ?? [];
  const soleOwner = soleOwnerIn(rows);
  const { mutate } = setRole;
  const columns = useMemo(
    () =>
      memberColumns({
        me: user.id,
        myRole: workspace.role,
        soleOwner,
        onRole: (userId, role) => {
          if (userId === user.id) setLowering(role);
          else mutate({ params: { workspaceId: workspace.id, userId }, body: { role } });
        },
        onRemove: setRemoving,
      }),
    [user.id, workspace.role, workspace.id, soleOwner, mutate],
  );
  return (
    <>
      <div className="px-gutter empty:hidden">
        <FieldError error={lowering ? undefined : setRole.error?.message} />
      </div>
      <DataTable
        label="Members"
        columns={columns}
        rows={rows}
        rowId={rowId}
        total={members.data?.data.length}
        height="tall"
        stickyHead={false}
        isPending={members.isPending}
        isFetching={members.isFetching}
        error={members.error}
        onRetry={members.refetch}
        empty={<p className="px-gutter py-6 text-fg-2">Nobody has joined yet. API keys are not members.</p>}
      />
      {lowering && (
        <ConfirmDialog
          open
          danger
          title={`Give up being ${ROLE_LABEL[workspace.role].toLowerCase()}?`}
          action={`Become ${ROLE_LABEL[lowering].toLowerCase()}`}
          busy={setRole.isPending}
          error={setRole.error}
          onClose={() => setLowering(null)}
          onConfirm={() => mutate({ params: { ...params, userId: user.id }, body: { role: lowering } })}
        >
          You become {ROLE_LABEL[lowering].toLowerCase()} of {workspace.name} at once. You cannot take the
          higher role back yourself: somebody who has it must give it to you.
        </ConfirmDialog>
      )}
      {removing && <RemoveDialog member={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

/** The id of the owner without whom there would be none. */
function soleOwnerIn(members: readonly Member[]): string | undefined {
  const owners = members.filter(({ role }) => role === ("owner" satisfies Role));
  return owners.length === 1 ? owners[0]?.id : undefined;
}
