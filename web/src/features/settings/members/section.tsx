import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { useHere } from "../access.ts";
import { RoleNote } from "../role-note.tsx";
import { SectionHeader } from "../section-header.tsx";
import { Invitations } from "./invitations.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberTable } from "./member-table.tsx";

/** Who belongs to the workspace, and who is asked to. */
export function MembersSection() {
  const { can } = useHere();
  const [inviting, setInviting] = useState(false);
  const mayManage = can("admin");
  return (
    <>
      <SectionHeader
        title="Members"
        lead="People who sign in. Scripts use API keys."
        action={
          <Button
            kind="primary"
            icon={<Plus size={14} aria-hidden="true" />}
            disabled={!mayManage}
            onClick={() => setInviting(true)}
          >
            Invite…
          </Button>
        }
      />
      <RoleNote needs="admin" to="invite people and change roles" />
      <MemberTable />
      {mayManage && <Invitations />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}
