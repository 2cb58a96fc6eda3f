import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef } from "react";
import { Button } from "../../../components/button.tsx";
import { Checkbox } from "../../../components/checkbox.tsx";
import { Field, FieldError } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { api, problemOf } from "../../../lib/api.ts";
import { toast } from "../../../lib/toast.ts";
import { useHere } from "../access.ts";
import { Block } from "../block.tsx";

/** As the server has them. */
const LENGTH = { min: 10, max: 128 } as const;

export function PasswordForm() {
  const form = useRef<HTMLFormElement>(null);
  const { user } = useHere();
  const client = useQueryClient();
  const change = useMutation({
    ...api.account.changePassword.mutationOptions(),
    meta: { isSession: true },
    onSuccess: async () => {
      form.current?.reset();
      toast.done("Password changed");
      await client.invalidateQueries({ queryKey: api.account.sessions.key() });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const data = new FormData(form.current ?? undefined);
    change.mutate({
      body: {
        currentPassword: String(data.get("current") ?? ""),
        newPassword: String(data.get("new") ?? ""),
        signOutOthers: data.has("others"),
      },
    });
  };
  const problem = (field: string) => problemOf(change.error, field);
  const ofField = problem("currentPassword") ?? problem("newPassword");
  return (
    <Block title="Password">
      <form ref={form} onSubmit={submit} className="grid justify-items-start gap-4">
        <input type="hidden" autoComplete="username" value={user.email} readOnly />
        <Field label="Current password" error={problem("currentPassword")} className="w-full">
          <Input name="current" type="password" autoComplete="current-password" required />
        </Field>
        <Field
          label="New password"
          hint={`${LENGTH.min} characters or more. A short sentence works well.`}
          error={problem("newPassword")}
          className="w-full"
        >
          <Input
            name="new"
            type="password"
            autoComplete="new-password"
            required
            minLength={LENGTH.min}
            maxLength={LENGTH.max}
          />
        </Field>
        <Checkbox name="others" defaultChecked label="Sign out everywhere else" />
        <FieldError error={ofField ? undefined : change.error?.message} />
        <Button type="submit" busy={change.isPending}>
          Change password
        </Button>
      </form>
    </Block>
  );
}
