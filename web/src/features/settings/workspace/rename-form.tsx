import type { Workspace } from "@sluice/shared/workspaces";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Facts } from "../../../components/facts.tsx";
import { Field, FieldError } from "../../../components/field.tsx";
import { Id } from "../../../components/id.tsx";
import { Input } from "../../../components/input.tsx";
import { Time } from "../../../components/time.tsx";
import { api } from "../../../lib/api.ts";
import { toast } from "../../../lib/toast.ts";
import { refreshMe, useHere } from "../access.ts";
import { Block } from "../block.tsx";

export function RenameForm({ workspace }: { workspace: Workspace }) {
  const { can } = useHere();
  const client = useQueryClient();
  const [name, setName] = useState(workspace.name);
  const rename = useMutation({
    ...api.workspaces.rename.mutationOptions(),
    onSuccess: async () => {
      toast.done("Name saved");
      await Promise.all([client.invalidateQueries({ queryKey: api.workspaces.key() }), refreshMe(client)]);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ params: { workspaceId: workspace.id }, body: { name: name.trim() } });
  };
  const mayRename = can("admin");
  return (
    <Block title={workspace.name}>
      <Facts
        facts={[
          ["Id", <Id key="id" id={workspace.id} copy="workspace id" />],
          ["Members", workspace.memberCount],
          ["Created", <Time key="at" at={workspace.createdAt} format="date" />],
        ]}
      />
      <form onSubmit={submit} className="grid justify-items-start gap-4">
        <Field label="Name" className="w-full">
          <Input
            value={name}
            onChange={({ target }) => setName(target.value)}
            disabled={!mayRename}
            required
            maxLength={100}
          />
        </Field>
        <FieldError error={rename.error?.message} />
        <Button
          type="submit"
          busy={rename.isPending}
          disabled={!mayRename || name.trim() === "" || name.trim() === workspace.name}
        >
          Save name
        </Button>
      </form>
    </Block>
  );
}
