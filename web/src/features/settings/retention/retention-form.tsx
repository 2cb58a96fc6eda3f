import type { RetentionSettings } from "@sluice/shared/retention";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { Field, FieldError } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { api, problemOf } from "../../../lib/api.ts";
import { toast } from "../../../lib/toast.ts";
import { useHere } from "../access.ts";
import { Removed } from "./removed.tsx";

const FIELDS = [
  [
    "bodyDays",
    "Bodies and headers",
    "Of finished events, and rejected requests. Without them an event cannot be replayed.",
    1,
  ],
  ["rowDays", "Events", "Without their bodies. Until then a repeated event is recognised as a duplicate.", 7],
  ["executionDays", "Executions", "The record of each time a job wrote events.", 1],
] as const;
type Days = Record<(typeof FIELDS)[number][0], string>;

export function RetentionForm({ settings }: { settings: RetentionSettings }) {
  const { can } = useHere();
  const client = useQueryClient();
  const { own } = settings.workspace;
  const [days, setDays] = useState<Days>({
    bodyDays: own.bodyDays?.toString() ?? "",
    rowDays: own.rowDays?.toString() ?? "",
    executionDays: own.executionDays?.toString() ?? "",
  });
  const body = Object.fromEntries(
    FIELDS.map(([name]) => [name, days[name] === "" ? null : Number(days[name])]),
  ) as Record<keyof Days, number | null>;
  const preview = useMutation(api.retention.preview.mutationOptions());
  const save = useMutation({
    ...api.retention.update.mutationOptions(),
    onSuccess: async () => {
      preview.reset();
      toast.done("Retention saved");
      await client.invalidateQueries({ queryKey: api.retention.key() });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.reset();
    preview.mutate({ body });
  };
  const changed = FIELDS.some(([name]) => body[name] !== own[name]);
  const ofField = FIELDS.some(([name]) => problemOf(preview.error, name));
  return (
    <form
      onSubmit={submit}
      className="grid grid-cols-[minmax(0,30rem)] justify-items-start gap-4 border-b border-line px-gutter py-5"
    >
      {FIELDS.map(([name, label, hint, min]) => (
        <Field
          key={name}
          label={`${label}, days`}
          hint={`${hint} Default: ${settings.defaults[name]} days.`}
          error={problemOf(preview.error, name)}
          className="w-full"
        >
          <Input
            type="number"
            inputMode="numeric"
            min={min}
            max={3650}
            value={days[name]}
            placeholder={String(settings.defaults[name])}
            disabled={!can("admin")}
            onChange={({ target }) => setDays({ ...days, [name]: target.value })}
          />
        </Field>
      ))}
      <FieldError error={ofField ? undefined : preview.error?.message} />
      <Button type="submit" busy={preview.isPending} disabled={!changed || !can("admin")}>
        Save…
      </Button>
      {preview.data && (
        <ConfirmDialog
          open
          title="Change how long things are kept?"
          action="Save"
          busy={save.isPending}
          error={save.error}
          onClose={() => preview.reset()}
          onConfirm={() => save.mutate({ body })}
        >
          <Removed preview={preview.data} />
        </ConfirmDialog>
      )}
    </form>
  );
}
