import { useMutation } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { Button } from "../../components/button.tsx";
import { FieldError } from "../../components/field.tsx";
import { Link } from "../../components/link.tsx";
import { api, problemOf } from "../../lib/api.ts";
import { AuthLayout } from "./auth-layout.tsx";
import { NewPasswordField } from "./password-field.tsx";

/** Where the link of the server's recovery command leads. */
export function ResetPage() {
  const token = useLocation({ select: ({ hash }) => hash });
  const reset = useMutation({ ...api.account.resetPassword.mutationOptions(), meta: { isSession: true } });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    reset.mutate({ body: { token, password } });
  };
  if (reset.isSuccess)
    return (
      <AuthLayout title="The password is set" lead="You were signed out everywhere.">
        <Link to="/sign-in" look="primary" size="large">
          Sign in
        </Link>
      </AuthLayout>
    );
  const problem = problemOf(reset.error, "password");
  return (
    <AuthLayout title="Choose a new password" lead="All your sessions will end.">
      <form onSubmit={submit} className="grid gap-4">
        <NewPasswordField label="New password" error={problem} />
        <FieldError error={problem ? undefined : reset.error?.message} />
        <Button type="submit" kind="primary" size="large" busy={reset.isPending}>
          Set the password
        </Button>
      </form>
    </AuthLayout>
  );
}
