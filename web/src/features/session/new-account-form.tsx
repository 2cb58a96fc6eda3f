import { type FormEvent, type ReactNode, useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Field, FieldError } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { problemOf } from "../../lib/api.ts";

export const PASSWORD_LENGTH = 12;

interface Props {
  readonly label: string;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly email?: string | undefined;
  readonly onSubmit: (values: Readonly<Record<string, string>>) => void;
  /** Fields that come first. */
  readonly children?: ReactNode;
}

/** Name, e-mail and password of somebody new. */
export function NewAccountForm({ label, busy, error, email, onSubmit, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form.current ?? undefined));
    onSubmit(values as Record<string, string>);
  };
  const problem = (field: string) => problemOf(error, field);
  const isOfField = ["code", "name", "email", "password"].some((field) => problem(field));
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
      <Field
        label="Password"
        hint={`${PASSWORD_LENGTH} characters or more. A short sentence works well.`}
        error={problem("password")}
      >
        <Input
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={PASSWORD_LENGTH}
          maxLength={128}
        />
      </Field>
      <FieldError error={isOfField ? undefined : error?.message} />
      <Button type="submit" kind="primary" size="large" busy={busy}>
        {label}
      </Button>
    </form>
  );
}
