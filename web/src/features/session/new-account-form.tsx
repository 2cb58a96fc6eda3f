import { type FormEvent, type ReactNode, useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Field, FieldError } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { problemOf } from "../../lib/api.ts";
import { NewPasswordField } from "./password-field.tsx";

export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly code: string;
}

interface Props {
  readonly label: string;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly email?: string | undefined;
  readonly onSubmit: (account: NewAccount) => void;
  /** Fields that come first. */
  readonly children?: ReactNode;
}

/** Name, e-mail and password of somebody new. */
export function NewAccountForm({ label, busy, error, email, onSubmit, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const data = new FormData(form.current ?? undefined);
    const text = (name: keyof NewAccount) => String(data.get(name) ?? "");
    onSubmit({
      name: text("name").trim(),
      email: text("email").trim(),
      password: text("password"),
      code: text("code").trim(),
    });
  };
  const problem = (field: string) => problemOf(error, field);
  const isOfField = ["code", "name", "email", "password"].some(problem);
  return (
    <form ref={form} onSubmit={submit} className="grid gap-4">
      {children}
      <Field label="Your name" error={problem("name")}>
        <Input name="name" autoComplete="name" required maxLength={100} />
      </Field>
      <Field label="Work email" error={problem("email")}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          defaultValue={email}
          readOnly={email !== undefined}
        />
      </Field>
      <NewPasswordField error={problem("password")} />
      <FieldError error={isOfField ? undefined : error?.message} />
      <Button type="submit" kind="primary" size="large" busy={busy}>
        {label}
      </Button>
    </form>
  );
}
