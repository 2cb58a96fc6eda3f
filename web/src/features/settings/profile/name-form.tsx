import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Field, FieldError } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { api, problemOf } from "../../../lib/api.ts";
import { toast } from "../../../lib/toast.ts";
import { refreshMe, useHere } from "../access.ts";
import { Block } from "../block.tsx";

export function NameForm() {
  const { user } = useHere();
  const [name, setName] = useState(user.name);
  const client = useQueryClient();
  const save = useMutation({
    ...api.account.updateMe.mutationOptions(),
    onSuccess: async () => {
      await refreshMe(client);
      toast.done("Name saved");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ body: { name } });
  };
  return (
    <Block title="Name and email">
      <form onSubmit={submit} className="grid justify-items-start gap-4">
        <Field
          label="Your name"
          hint="Shown in the audit log next to what you do."
          error={problemOf(save.error, "name")}
          className="w-full"
        >
          <Input
            value={name}
            onChange={({ target }) => setName(target.value)}
            autoComplete="name"
            required
            maxLength={100}
          />
        </Field>
        <div>
          <p className="text-12 font-550">Email</p>
          <p className="break-all">{user.email}</p>
          <p className="text-12 text-fg-2">You sign in with it. It cannot be changed.</p>
        </div>
        {!problemOf(save.error, "name") && <FieldError error={save.error?.message} />}
        <Button
          type="submit"
          busy={save.isPending}
          disabled={name.trim() === user.name || name.trim() === ""}
        >
          Save name
        </Button>
      </form>
    </Block>
  );
}
