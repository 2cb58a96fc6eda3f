import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { api } from "../../../lib/api.ts";
import { goToWorkspace } from "../access.ts";
import { Block } from "../block.tsx";

/** Makes another workspace, owned by this person, and goes there. */
export function CreateForm() {
  const [name, setName] = useState("");
  const create = useMutation({
    ...api.workspaces.create.mutationOptions(),
    onSuccess: ({ id }) => goToWorkspace(id),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: { name: name.trim() } });
  };
  return (
    <Block title="Another workspace" lead="Nothing is shared between workspaces. You become its owner.">
      <form onSubmit={submit} className="flex items-end gap-2">
        <Field label="Name of the new workspace" error={create.error?.message} className="flex-1">
          <Input
            value={name}
            onChange={({ target }) => setName(target.value)}
            required
            maxLength={100}
            placeholder="Such as Staging"
          />
        </Field>
        <Button type="submit" className="h-input!" busy={create.isPending} disabled={name.trim() === ""}>
          Create
        </Button>
      </form>
    </Block>
  );
}
