import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Select } from "../../components/select.tsx";
import { problemOf } from "../../lib/api.ts";
import { useStoreSecret } from "./data.ts";
import { GateNote, useGate } from "./gate.tsx";

const OVERLAPS = [
  { value: "0", label: "End it at once" },
  { value: "1", label: "1 hour" },
  { value: "24", label: "24 hours" },
  { value: "72", label: "3 days" },
  { value: "168", label: "7 days" },
  { value: "336", label: "14 days" },
] as const;
type Overlap = (typeof OVERLAPS)[number]["value"];

/** Takes the signing secret that the provider shows; when there is one already, says how long that stays valid. */
export function SecretForm({ job, connector }: { job: SyncJob; connector: Connector }) {
  const save = useStoreSecret(job.id);
  const gate = useGate("admin");
  const input = useRef<HTMLInputElement>(null);
  const [overlap, setOverlap] = useState<Overlap>("24");
  const [local, setLocal] = useState<string>();
  const [current] = job.secrets;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const secret = (input.current?.value ?? "").trim();
    const problem = problemIn(secret, connector);
    setLocal(problem);
    if (problem) return input.current?.focus();
    save.mutate(
      { secret, ...(current && { overlapHours: Number(overlap) }) },
      { onSuccess: () => form.reset(), onError: () => input.current?.focus() },
    );
  };
  const fieldError = local ?? problemOf(save.error, "secret");
  return (
    <form onSubmit={submit} noValidate className="mt-2 grid gap-2">
      <Field
        label={current ? "New signing secret" : "Signing secret"}
        error={fieldError}
        hint="Stored encrypted. After saving you will only see its last four characters."
      >
        <Input ref={input} name="secret" type="password" mono disabled={!gate.allowed} />
      </Field>
      {current && (
        <Field
          label={`The current secret, ${current.masked}, stays valid for`}
          hint="Requests signed with either are accepted until then, so nothing is lost while the provider changes over."
        >
          <Select options={OVERLAPS} value={overlap} onChange={setOverlap} disabled={!gate.allowed} />
        </Field>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" kind="primary" busy={save.isPending} disabled={!gate.allowed}>
          {current ? "Rotate secret" : "Save secret"}
        </Button>
        <Outcome
          error={fieldError ? null : save.error}
          done={
            save.isSuccess ? `Saved; it ends in ${save.data.secrets[0]?.masked.slice(-4) ?? "…"}.` : undefined
          }
        />
      </div>
      <GateNote gate={gate} />
    </form>
  );
}

function problemIn(secret: string, { secretPattern, name }: Connector): string | undefined {
  if (secret === "") return "Paste the signing secret first";
  if (secretPattern && !new RegExp(secretPattern.source).test(secret))
    return `${name}'s signing secrets ${secretPattern.says}; this looks like something else`;
  return secret.length < 8 ? "This is too short for a signing secret" : undefined;
}
