import type { CreateApiKey, NewApiKey } from "@sluice/shared/workspaces";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Dialog } from "../../../components/dialog.tsx";
import { Field, FieldError } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { Select } from "../../../components/select.tsx";
import { api, problemOf } from "../../../lib/api.ts";
import { ROLE_MEANS, roleOptions } from "../role-names.ts";

const EXPIRIES = [
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "never", label: "Never" },
] as const;
type Expiry = (typeof EXPIRIES)[number]["value"];

interface Props {
  readonly onClose: () => void;
  readonly onMade: (key: NewApiKey) => void;
}

export function NewKeyDialog({ onClose, onMade }: Props) {
  const formId = useId();
  const [name, setName] = useState("");
  const [role, setRole] = useState<CreateApiKey["role"]>("member");
  const [expiry, setExpiry] = useState<Expiry>("90");
  const create = useMutation({ ...api.apiKeys.create.mutationOptions(), gcTime: 0, onSuccess: onMade });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const expiresInDays = expiry === "never" ? null : Number(expiry);
    create.mutate({ body: { name: name.trim(), role, expiresInDays } });
  };
  const problem = problemOf(create.error, "name");
  return (
    <Dialog
      open
      title="New API key"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} busy={create.isPending}>
            Create key
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        <Field label="Name" hint="Who or what will use it, such as CI deploys." error={problem}>
          <Input value={name} onChange={({ target }) => setName(target.value)} required maxLength={100} />
        </Field>
        <Field label="Role" hint={ROLE_MEANS[role]}>
          <Select
            options={roleOptions(["viewer", "member", "admin"])}
            value={role}
            onChange={(next) => setRole(next as CreateApiKey["role"])}
          />
        </Field>
        <Field label="Expires" hint={expiry === "never" ? "It works until somebody revokes it." : undefined}>
          <Select options={EXPIRIES} value={expiry} onChange={setExpiry} />
        </Field>
        <FieldError error={problem ? undefined : create.error?.message} />
      </form>
    </Dialog>
  );
}
