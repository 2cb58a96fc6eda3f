import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef } from "react";
import { Icon, Mark } from "../../components/icon.tsx";
import { ApiError, api } from "../../lib/api.ts";
import { signIn } from "../../lib/session.ts";
import { jobsPath } from "../sync-jobs/queries.ts";

export function SignInPage({ ended }: { ended?: string | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  const attempt = useMutation({
    meta: { isSignIn: true },
    mutationFn: (key: string) => api(`${jobsPath}?limit=1`, { key }),
    onSuccess: (_page, key) => signIn(key),
    onError: () => input.current?.focus(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const key = input.current?.value.trim();
    if (key) attempt.mutate(key);
  };
  const problem = attempt.error ? messageFor(attempt.error) : attempt.isIdle ? ended : undefined;

  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <Mark />
        <h1>Sign in to Sluice</h1>
        <p className="t2">Paste an API key. It stays in this browser tab until you sign out or close it.</p>
        <div className="field">
          <label htmlFor="api-key">API key</label>
          <input
            ref={input}
            id="api-key"
            className="inp mono"
            type="password"
            autoComplete="off"
            spellCheck={false}
            required
            aria-invalid={attempt.isError}
            aria-describedby="api-key-problem"
          />
        </div>
        <p id="api-key-problem" role="alert" className="problem">
          {problem && <Icon name="cross" />}
          {problem}
        </p>
        <button type="submit" className="btn pri lg" disabled={attempt.isPending}>
          {attempt.isPending ? "Checking the key…" : "Sign in"}
        </button>
        <p className="hint">
          Sluice prints the key when it starts for the first time. With SLUICE_ADMIN_API_KEY set, that is the
          key.
        </p>
      </form>
    </main>
  );
}

function messageFor(error: Error): string {
  if (error instanceof ApiError && error.status === 401)
    return "This API key is not known here. Check that all of it was copied.";
  return error.message;
}
