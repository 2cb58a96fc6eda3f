import type { Invitation } from "@sluice/shared/workspaces";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { Button } from "../../../components/button.tsx";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import type { Column } from "../../../components/data-table/types.ts";
import { FieldError } from "../../../components/field.tsx";
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
  const client = useQueryClient();
  const list = useRows<Invitation>(
    useInfiniteQuery(api.invitations.list.infiniteOptions({ params: { workspaceId: workspace.id } })),
  );
  const revoke = useMutation({
    ...api.invitations.revoke.mutationOptions(),
    onSettled: () => client.invalidateQueries({ queryKey: api.invitations.key() }),
  });
  const { mutate, isPending } = revoke;
  const columns = useMemo(
    () =>
      columnsOf((invitationId) => mutate({ params: { workspaceId: workspace.id, invitationId } }), isPending),
    [mutate, isPending, workspace.id],
  );
  return (
    <Block flush title="Invitations" lead="Open until somebody joins by the link, for 7 days.">
      <div className="px-gutter empty:hidden">
        <FieldError error={revoke.error?.message} />
      </div>
      <DataTable
        label="Invitations"
        columns={columns}
        rowId={rowId}
        height="tall"
        stickyHead={false}
        keys={false}
        {...list}
        empty={<p className="px-gutter py-6 text-fg-2">No invitation is open.</p>}
      />
    </Block>
  );
}

const columnsOf = (revoke: (id: string) => void, busy: boolean): readonly Column<Invitation>[] => [
  {
    id: "email",
    header: "Email",
    width: "minmax(140px,1.2fr)",
    phone: "title",
    cell: ({ email, expired }) => (
      <span className="inline-flex items-center gap-2">
        <span className="font-500">{email}</span>
        {expired && <Tag tone="warn">Expired</Tag>}
      </span>
    ),
  },
  {
    id: "role",
    header: "Role",
    width: "80px",
    phone: "sub",
    cell: ({ role }) => ROLE_LABEL[role],
  },
  {
    id: "by",
    header: "Invited by",
    width: "minmax(96px,1fr)",
    low: true,
    cell: ({ invitedBy }) => invitedBy.name,
  },
  {
    id: "expires",
    header: "Expires",
    width: "112px",
    phone: "note",
    cell: ({ expiresAt }) => <Time at={expiresAt} format="date" />,
  },
  {
    id: "revoke",
    header: "Actions",
    hideHeader: true,
    width: "72px",
    align: "right",
    phone: "meta",
    cell: ({ id, email }) => (
      <Button
        kind="danger"
        size="small"
        className="border-transparent! bg-transparent! -outline-offset-2"
        disabled={busy}
        aria-label={`Revoke the invitation of ${email}`}
        onClick={() => revoke(id)}
      >
        Revoke
      </Button>
    ),
  },
];
