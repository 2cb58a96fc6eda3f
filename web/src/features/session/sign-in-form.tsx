import { type FormEvent, useId, useRef } from "react";
import { Button } from "../../components/button.tsx";
import { Field, FieldError } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { isStatus } from "../../lib/api.ts";
import { useSignIn } from "../../lib/session.ts";

/** E-mail and password; one message for any wrong pair. `email`: of the only person meant. */
export function SignInForm({ email, onDone }: { email?: string | undefined; onDone: () => void }) {
  const signIn = useSignIn();
  const form = useRef<HTMLFormElement>(null);
  const errorId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const data = new FormData(form.current ?? undefined);
    signIn.mutate(
      { body: { email: String(data.get("email")).trim(), password: String(data.get("password")) } },
      {
        onSuccess: onDone,
        onError: () => form.current?.querySelector<HTMLInputElement>("[name=password]")?.select(),
      },
    );
  };
  const wrong = isStatus(signIn.error, 400, 401);
  const described = signIn.error ? { "aria-describedby": errorId, "aria-invalid": wrong } : {};
  return (
    <form ref={form} onSubmit={submit} className="grid gap-4">
      <Field label="Work email">
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          defaultValue={email}
          readOnly={email !== undefined}
          {...described}
        />
      </Field>
      <Field label="Password">
        <Input name="password" type="password" autoComplete="current-password" required {...described} />
      </Field>
      <FieldError id={errorId} error={wrong ? "Email or password is wrong." : signIn.error?.message} />
      <Button type="submit" kind="primary" size="large" busy={signIn.isPending}>
        Sign in
      </Button>
    </form>
  );
}
