import { type FormEvent, useId, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field, FieldError } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { ApiError } from "../../lib/api.ts";
import { useSignIn } from "../../lib/session.ts";

/** E-mail and password; one message for any wrong pair. */
export function SignInForm({ email, onDone }: { email?: string | undefined; onDone: () => void }) {
  const signIn = useSignIn();
  const [byKey, setByKey] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const errorId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const data = new FormData(form.current ?? undefined);
    const text = (name: string) => String(data.get(name) ?? "");
    signIn.mutate(
      byKey ? { apiKey: text("apiKey").trim() } : { email: text("email").trim(), password: text("password") },
      { onSuccess: onDone, onError: () => form.current?.querySelector("input")?.focus() },
    );
  };
  const problem = signIn.error ? messageFor(signIn.error, byKey) : undefined;
  const described = problem ? { "aria-describedby": errorId, "aria-invalid": true } : {};
  return (
    <form ref={form} onSubmit={submit} className="grid gap-4">
      {byKey ? (
        <Field label="API key">
          <Input key="key" name="apiKey" type="password" mono required {...described} />
        </Field>
      ) : (
        <>
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
        </>
      )}
      <FieldError id={errorId} error={problem} />
      <Button type="submit" kind="primary" size="large" busy={signIn.isPending}>
        Sign in
      </Button>
      <Button kind="ghost" onClick={() => setByKey(!byKey)}>
        {byKey ? "Use email and password" : "Use an API key"}
      </Button>
    </form>
  );
}

function messageFor(error: Error, byKey: boolean): string {
  if (!(error instanceof ApiError) || ![400, 401, 403, 422].includes(error.status)) return error.message;
  return byKey
    ? "This API key is not known here. Check that all of it was copied."
    : "Email or password is wrong.";
}
