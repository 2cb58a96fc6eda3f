import type { Invitation } from "@sluice/shared/workspaces";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import type { Column } from "../../../components/data-table/types.ts";
import { Tag } from "../../../components/tag.tsx";
import { Time } from "../../../components/time.tsx";
import { api } from "../../../lib/api.ts";
import { useRows } from "../../../lib/pages.ts";
import { useHere } from "../access.ts";
import { Block } from "../block.tsx";
import { ROLE_LABEL } from "../role-names.ts";

const rowId = ({ id }: Invitation) => id;

export function Invitations() {
  const { workspace } = useHere();
  const list = useRows<Invitation>(
    useInfiniteQuery(api.invitations.list.infiniteOptions({ params: { workspaceId: workspace.id } })),
  );
  const [revoking, setRevoking] = useState<Invitation>();
  const columns = useMemo(() => columnsOf(setRevoking), []);
  return (
    <Block flush title="Invitations" lead="Each link works once, within 7 days.">
      <DataTable
        label="Invitations"
        columns={columns}
        rowId={rowId}
        height="tall"
        stickyHead={false}
        keys={false}
        {...list}
        empty={<p className="px-gutter py-6 text-fg-2">No open invitations.</p>}
      />
      {revoking && <RevokeInvitation invitation={revoking} onClose={() => setRevoking(undefined)} />}
    </Block>
  );
}

function RevokeInvitation({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { workspace } = useHere();
  const client = useQueryClient();
  const revoke = useMutation({
    ...api.invitations.revoke.mutationOptions(),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: api.invitations.key() }),
  });
  return (
    <ConfirmDialog
      open
      danger
      title={`Revoke the invitation of ${invitation.email}?`}
      action="Revoke"
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => revoke.mutate({ params: { workspaceId: workspace.id, invitationId: invitation.id } })}
    >
      The link stops working at once. You can invite this address again.
    </ConfirmDialog>
  );
}

const columnsOf = (onRevoke: (invitation: Invitation) => void): readonly Column<Invitation>[] => [
  {
    id: "email",
    header: "Email",
    width: "minmax(140px,1fr)",
    phone: "title",
    cell: ({ email, expired }) => (
      <span className="inline-flex items-center gap-2">
        <span className="font-500">{email}</span>
        {expired && <Tag tone="warn">Expired</Tag>}
      </span>
    ),
  },
  {
    id: "by",
    header: "Invited by",
    width: "minmax(140px,1.2fr)",
    cell: ({ invitedBy }) => invitedBy.name,
  },
  {
    id: "expires",
    header: "Expires",
    width: "96px",
    phone: "sub",
    cell: ({ expiresAt }) => (
      <>
        <span className="rail:hidden">expires </span>
        <Time at={expiresAt} format="date" />
      </>
    ),
  },
  {
    id: "role",
    header: "Role",
    width: "144px",
    phone: "meta",
    cell: ({ role }) => ROLE_LABEL[role],
  },
  {
    id: "revoke",
    header: "Actions",
    hideHeader: true,
    width: "96px",
    align: "right",
    phone: "action",
    cell: (invitation) => (
      <Button
        kind="danger"
        size="small"
        className="border-transparent! bg-transparent! -outline-offset-2"
        aria-label={`Revoke the invitation of ${invitation.email}`}
        onClick={() => onRevoke(invitation)}
      >
        Revoke…
      </Button>
    ),
  },
];
