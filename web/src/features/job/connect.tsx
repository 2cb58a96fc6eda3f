import type { SyncJob } from "@sluice/shared/sync-jobs";
import type { FormEvent } from "react";
import { Button } from "../../components/button.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { useSetSecret } from "../jobs/queries.ts";

/** How to make Stripe send here; open until the signing secret is known. */
export function Connect({ job }: { job: SyncJob }) {
  const [secret] = job.secrets;
  return (
    <details
      key={`${job.id} ${secret === undefined}`}
      open={secret === undefined}
      className="border-b border-line px-gutter py-3"
    >
      <summary className="font-550">{secret ? "Connection" : "Point Stripe at this job"}</summary>
      <ol className="mt-3 grid max-w-160 list-decimal gap-3 pl-5 text-fg-2">
        <li>
          In Stripe, open <b>Workbench</b>, then <b>Webhooks</b>, and add a destination for events of{" "}
          <b>your account</b>, with <b>snapshot</b> payloads.
        </li>
        <li>
          Pick the events this job takes: <code>{job.webhookConfig.events.join(" ")}</code>
        </li>
        <li>
          Choose <b>Webhook endpoint</b> and paste this URL:
          <div className="flex items-center gap-2">
            <code className="webhook-url text-fg">{job.webhookUrl}</code>
            <CopyButton text={job.webhookUrl} what="webhook URL" />
          </div>
        </li>
        <li>
          {secret
            ? `Now ${secret.masked}. After rolling the secret at Stripe, paste the new one here; the old one stays valid for 24 hours.`
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
    <form onSubmit={submit} className="mt-2 grid gap-2">
      <Field label="Signing secret" hint="Stored encrypted; never shown again.">
        <Input name="secret" type="password" mono placeholder="whsec_…" required minLength={8} />
      </Field>
      <div>
        <Button type="submit" kind="primary" busy={save.isPending}>
          Save secret
        </Button>
      </div>
      <Outcome error={save.error} done={save.isSuccess ? "The secret is saved." : undefined} />
    </form>
  );
}
