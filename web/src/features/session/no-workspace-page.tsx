import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { api } from "../../lib/api.ts";
import { chooseWorkspace, refreshMe } from "../../lib/session.ts";

/** For somebody who is in no workspace: an invitation brings them into one, or they make their own. */
export function NoWorkspacePage() {
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: async (name: string) => {
      const { id } = await api.workspaces.create({ body: { name } });
      await refreshMe(client);
      await chooseWorkspace(client, id);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(String(new FormData(event.currentTarget).get("name") ?? ""));
  };
  return (
    <>
      <PageHeader title="No workspace" />
      <form onSubmit={submit} className="grid max-w-100 gap-4 px-gutter py-6">
        <p className="text-fg-2">You are not in any workspace. Ask for an invitation, or create your own.</p>
        <Field label="Workspace name" error={create.error?.message}>
          <Input name="name" required maxLength={100} />
        </Field>
        <div>
          <Button type="submit" kind="primary" busy={create.isPending}>
            Create a workspace
          </Button>
        </div>
      </form>
    </>
  );
}
