import type { Role } from "@sluice/shared/contract";
import type { NewInvitation } from "@sluice/shared/workspaces";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Dialog } from "../../../components/dialog.tsx";
import { Facts } from "../../../components/facts.tsx";
import { Field, FieldError } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { SecretOnce } from "../../../components/secret-once.tsx";
import { Select } from "../../../components/select.tsx";
import { Time } from "../../../components/time.tsx";
import { api, problemOf } from "../../../lib/api.ts";
import { isRole, ROLES, useHere } from "../access.ts";
import { ROLE_LABEL, ROLE_MEANS, roleOptions } from "../role-names.ts";

/** Asks for address and role, then shows the link, which whoever invites passes on. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { workspace } = useHere();
  const client = useQueryClient();
  const formId = useId();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const invite = useMutation({
    ...api.invitations.create.mutationOptions(),
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: api.invitations.key() }),
  });
  if (invite.data) return <InvitationLink invitation={invite.data} onDone={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ params: { workspaceId: workspace.id }, body: { email: email.trim(), role } });
  };
  const problem = problemOf(invite.error, "email");
  return (
    <Dialog
      open
      title={`Invite to ${workspace.name}`}
      onClose={onClose}
      description="You get a link to pass on; Sluice sends no email."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} busy={invite.isPending}>
            Create link
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        <Field label="Email" hint="Only this address can join with the link." error={problem}>
          <Input
            type="email"
            value={email}
            onChange={({ target }) => setEmail(target.value)}
            required
            maxLength={254}
          />
        </Field>
        <Field label="Role" hint={ROLE_MEANS[role]}>
          <Select
            options={roleOptions(ROLES.filter((one) => isRole(workspace.role, one)))}
            value={role}
            onChange={setRole}
          />
        </Field>
        <FieldError error={problem ? undefined : invite.error?.message} />
      </form>
    </Dialog>
  );
}

function InvitationLink({ invitation, onDone }: { invitation: NewInvitation; onDone: () => void }) {
  return (
    <SecretOnce
      title={`Copy the link for ${invitation.email} now`}
      what="invitation link"
      secret={invitation.url}
      onDone={onDone}
    >
      <Facts
        facts={[
          ["Role", ROLE_LABEL[invitation.role]],
          ["Valid until", <Time key="until" at={invitation.expiresAt} format="date" />],
        ]}
      />
    </SecretOnce>
  );
}
