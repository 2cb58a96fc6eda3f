import type { ReconcileOptions } from "@sluice/shared/reconcile";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Checkbox } from "../../components/checkbox.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Field, FieldError } from "../../components/field.tsx";
import { Textarea } from "../../components/input.tsx";
import { api } from "../../lib/api.ts";
import { count, plural } from "../../lib/format.ts";
import { pathsIn, requestsFor } from "./words.ts";

interface Props {
  readonly jobId: string;
  readonly provider: string;
  readonly options: ReconcileOptions;
  /** Of the last time. */
  readonly ignored: readonly string[];
  readonly onClose: () => void;
}

/** Chooses what is compared, and says what it costs. */
export function StartDialog({ jobId, provider, options, ignored, onClose }: Props) {
  const { collections } = options;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        collections
          .filter(({ isWanted, inDestination }) => isWanted || (inDestination ?? 0) > 0)
          .map(({ collection }) => collection),
      ),
  );
  const [ignore, setIgnore] = useState(ignored.join("\n"));
  const client = useQueryClient();
  const start = useMutation({
    ...api.reconcile.start.mutationOptions(),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: api.reconcile.key() });
      onClose();
    },
  });
  const toggle = (collection: string) => {
    const next = new Set(chosen);
    if (!next.delete(collection)) next.add(collection);
    setChosen(next);
  };
  const all = chosen.size === collections.length;
  const begin = () =>
    start.mutate({
      params: { jobId },
      body: { collections: [...chosen], ignore: pathsIn(ignore) },
    });
  const requests = requestsFor(
    collections.filter(({ collection }) => chosen.has(collection)).map((one) => one.inDestination ?? 0),
  );
  return (
    <Dialog
      open
      title={`Compare with ${provider}`}
      description="Nothing is written: only a repair does that, after you have seen the count."
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={start.isPending} disabled={chosen.size === 0} onClick={begin}>
            Compare {plural(chosen.size, "collection")}
          </Button>
        </>
      }
    >
      <fieldset>
        <legend className="mb-1 flex w-full items-center font-550">Collections</legend>
        <div className="border-b border-line pb-1">
          <Checkbox
            label="All"
            checked={all}
            mixed={!all && chosen.size > 0}
            onChange={() => setChosen(new Set(all ? [] : collections.map(({ collection }) => collection)))}
          />
        </div>
        <div className="max-h-60 overflow-auto pt-1">
          {collections.map(({ collection, title, inDestination }) => (
            <div key={collection} className="flex items-center gap-3">
              <span className="min-w-0 flex-1">
                <Checkbox
                  label={title}
                  checked={chosen.has(collection)}
                  onChange={() => toggle(collection)}
                />
              </span>
              <span className="text-12 text-fg-3">{inDestination === null ? "—" : count(inDestination)}</span>
            </div>
          ))}
        </div>
      </fieldset>
      <div className="mt-4">
        <Field
          label="Fields not to compare"
          optional
          hint="One per line, in dot notation; * matches any place in a list. For fields that change without an event, such as date_updated."
        >
          <Textarea mono rows={2} value={ignore} onChange={({ target }) => setIgnore(target.value)} />
        </Field>
      </div>
      <p className="mt-3 text-12 text-fg-2">
        About {plural(requests, "request")} to {provider}, and one more for each object that differs.
      </p>
      <FieldError error={start.error?.message} />
    </Dialog>
  );
}
