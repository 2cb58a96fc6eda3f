import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Checkbox } from "../../../components/checkbox.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { Dialog } from "../../../components/dialog.tsx";
import { Field, FieldError } from "../../../components/field.tsx";
import { Textarea } from "../../../components/input.tsx";
import { Select } from "../../../components/select.tsx";
import { api, problemOf } from "../../../lib/api.ts";
import { plural } from "../../../lib/format.ts";
import { toast } from "../../../lib/toast.ts";
import { jobListQuery } from "../../jobs/data.ts";
import { idsIn } from "./ids.ts";
import { Preview } from "./preview.tsx";

const EVERYWHERE = "everywhere";

/** Which objects, then what would go, then the erasure itself. */
export function EraseDialog({ onClose }: { onClose: () => void }) {
  const formId = useId();
  const client = useQueryClient();
  const jobs = useQuery(jobListQuery()).data?.data ?? [];
  const [text, setText] = useState("");
  const [job, setJob] = useState(EVERYWHERE);
  const [keepDestination, setKeep] = useState(false);
  const [suppress, setSuppress] = useState(true);
  const scope = (objectIds: readonly string[]) => ({
    objectIds: [...objectIds],
    ...(job !== EVERYWHERE && { jobId: job }),
  });
  const ids = idsIn(text);
  const preview = useMutation(api.erasures.preview.mutationOptions());
  const erase = useMutation({
    ...api.erasures.request.mutationOptions(),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: api.erasures.key() });
      toast.done("The erasure has started");
      onClose();
    },
  });
  const look = (objectIds: readonly string[]) => preview.mutate({ body: scope(objectIds) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ids.length > 0) look(ids);
  };
  const add = (more: readonly string[]) => {
    const all = [...new Set([...ids, ...more])];
    setText(all.join("\n"));
    look(all);
  };
  if (preview.data)
    return (
      <ConfirmDialog
        open
        danger
        title={`Erase ${plural(ids.length, "object")}?`}
        action={`Erase ${ids.length}`}
        type={ids.length === 1 ? (ids[0] as string) : String(ids.length)}
        busy={erase.isPending || preview.isPending}
        error={erase.error}
        onClose={onClose}
        onConfirm={() => erase.mutate({ body: { ...scope(ids), keepDestination, suppress } })}
        alternative={<Button onClick={() => preview.reset()}>Back</Button>}
      >
        <Preview preview={preview.data} keepDestination={keepDestination} onAdd={add} />
      </ConfirmDialog>
    );
  const problem = problemOf(preview.error, "objectIds");
  return (
    <Dialog
      open
      title="Erase objects"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form={formId}
            busy={preview.isPending}
            disabled={ids.length === 0}
          >
            Show what is erased
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        <Field
          label="Object ids"
          hint="The provider's, such as cus_…; one per line, at most 100."
          error={problem}
        >
          <Textarea mono rows={4} value={text} onChange={({ target }) => setText(target.value)} required />
        </Field>
        <Field label="In">
          <Select
            options={[
              { value: EVERYWHERE, label: "All jobs" },
              ...jobs.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={job}
            onChange={setJob}
          />
        </Field>
        <Checkbox
          label="Delete their documents from the destinations"
          checked={!keepDestination}
          onChange={({ target }) => setKeep(!target.checked)}
        />
        <Checkbox
          label="Set later events of these objects aside, without their content"
          checked={suppress}
          onChange={({ target }) => setSuppress(target.checked)}
        />
        <FieldError error={problem ? undefined : preview.error?.message} />
      </form>
    </Dialog>
  );
}
