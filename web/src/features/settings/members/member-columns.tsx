import type { Role } from "@sluice/shared/contract";
import type { Member } from "@sluice/shared/workspaces";
import { Button } from "../../../components/button.tsx";
import type { Column } from "../../../components/data-table/types.ts";
import { Select } from "../../../components/select.tsx";
import { Tag } from "../../../components/tag.tsx";
import { Time } from "../../../components/time.tsx";
import { isRole, ROLES } from "../access.ts";
import { ROLE_LABEL, roleOptions } from "../role-names.ts";

interface Given {
  /** The person's own id. */
  readonly me: string;
  readonly myRole: Role;
  /** The id of the only owner. */
  readonly soleOwner: string | undefined;
  readonly onRole: (userId: string, role: Role) => void;
  readonly onRemove: (member: Member) => void;
}

const SOLE_OWNER = "The only owner. Make somebody else owner first.";

export function memberColumns({ me, myRole, soleOwner, onRole, onRemove }: Given): readonly Column<Member>[] {
  const grantable = ROLES.filter((role) => isRole(myRole, role));
  const mayChange = (member: Member) =>
    isRole(myRole, "admin") && isRole(myRole, member.role) && member.id !== soleOwner;
  return [
    {
      id: "name",
      header: "Name",
      width: "minmax(140px,1fr)",
      phone: "title",
      cell: ({ id, name }) => (
        <span className="inline-flex items-center gap-2">
          <span className="font-500">{name}</span>
          {id === me && <Tag>You</Tag>}
        </span>
      ),
    },
    {
      id: "email",
      header: "Email",
      width: "minmax(140px,1.2fr)",
      phone: "sub",
      cell: ({ email }) => email,
    },
    {
      id: "joined",
      header: "Joined",
      width: "96px",
      cell: ({ joinedAt }) => <Time at={joinedAt} format="date" />,
    },
    {
      id: "role",
      header: "Role",
      width: "144px",
      phone: "meta",
      cell: (member) => {
        if (mayChange(member))
          return (
            <Select
              label={`Role of ${member.name}`}
              options={roleOptions(grantable)}
              value={member.role}
              onChange={(role) => role !== member.role && onRole(member.id, role)}
              className="h-ctl! w-32! -outline-offset-2 max-rail:w-28!"
            />
          );
        const isSole = member.id === soleOwner;
        return (
          <span title={isSole ? SOLE_OWNER : undefined}>
            {ROLE_LABEL[member.role]}
            {isSole && <span className="text-fg-3 max-rail:hidden">, the only one</span>}
          </span>
        );
      },
    },
    {
      id: "actions",
      header: "Actions",
      hideHeader: true,
      width: "96px",
      align: "right",
      phone: "action",
      cell: (member) => {
        const own = member.id === me;
        const isSole = member.id === soleOwner;
        if (!own && !mayChange(member)) return null;
        return (
          <Button
            kind="danger"
            size="small"
            className="border-transparent! bg-transparent! -outline-offset-2"
            disabled={isSole}
            title={isSole ? SOLE_OWNER : undefined}
            aria-label={own ? "Leave this workspace" : `Remove ${member.name}`}
            onClick={() => onRemove(member)}
          >
            {own ? "Leave…" : "Remove…"}
          </Button>
        );
      },
    },
  ];
}
