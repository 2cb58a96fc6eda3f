import type { SyncJob } from "@sluice/shared/sync-jobs";
import type { FormEvent } from "react";
import { CopyButton } from "../../components/copy-button.tsx";
import { Field } from "../../components/field.tsx";
import { Outcome } from "../../components/states.tsx";
import { useSetSecret } from "./queries.ts";

/** How to make Stripe send here; open until the signing secret is known. */
export function Connect({ job }: { job: SyncJob }) {
  const [secret] = job.secrets;
  return (
    <details className="connect" key={`${job.id} ${secret === undefined}`} open={secret === undefined}>
      <summary>
        <span className="strong">{secret ? "Connection" : "Point Stripe at this job"}</span>
        {secret && <span className="connect-secret t3 mono">secret {secret.masked}</span>}
      </summary>
      <ol className="steps">
        <li>
          In Stripe, open <b>Workbench</b>, then <b>Webhooks</b>, and add a destination for events of{" "}
          <b>your account</b>, with <b>snapshot</b> payloads.
        </li>
        <li>
          Pick the events this job takes: <code>{job.webhookConfig.events.join(" ")}</code>
        </li>
        <li>
          Choose <b>Webhook endpoint</b> and paste this URL:
          <div className="copy-row">
            <code className="url">{job.webhookUrl}</code>
            <CopyButton text={job.webhookUrl} what="webhook URL" />
          </div>
          {isLocal(job.webhookUrl) && (
            <p className="hint">
              Only this machine can reach that URL. To try it out, run{" "}
              <code>stripe listen --forward-to {job.webhookUrl}</code> and paste the secret it prints; to go
              live, set SLUICE_PUBLIC_URL.
            </p>
          )}
        </li>
        <li>
          {secret
            ? "After rolling the secret at Stripe, paste the new one here; the old one stays valid for 24 hours."
            : "Stripe then shows a signing secret. Paste it here."}
          <SecretForm job={job} />
        </li>
      </ol>
    </details>
  );
}

function SecretForm({ job }: { job: SyncJob }) {
  const save = useSetSecret(job.id);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const secret = String(new FormData(form).get("secret") ?? "").trim();
    save.mutate(secret, { onSuccess: () => form.reset() });
  };
  return (
    <form className="secret" onSubmit={submit}>
      <Field
        label="Signing secret"
        name="secret"
        className="mono"
        type="password"
        placeholder="whsec_…"
        required
        minLength={8}
        hint="Stored encrypted; never shown again."
      />
      <button type="submit" className="btn pri" disabled={save.isPending}>
        Save secret
      </button>
      <Outcome error={save.error} done={save.isSuccess ? "The secret is saved." : undefined} />
    </form>
  );
}

const isLocal = (url: string): boolean => /^https?:\/\/(localhost|127\.|\[::1\])/.test(url);
