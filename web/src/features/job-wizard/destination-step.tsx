import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { plural } from "../../lib/format.ts";
import { BatchFields } from "../jobs/batch-fields.tsx";
import { takesAny } from "../jobs/patterns.ts";
import { DestinationCheck } from "./destination-check.tsx";
import { collectionsOf, type Draft, problemsOf } from "./draft-rules.ts";
import type { StepProps } from "./step-props.ts";

/** Where it writes; what is filled in is tried as soon as a field is left. */
export function DestinationStep({ connector, draft, onChange, problem }: StepProps) {
  const [chosen, setChosen] = useState(draft);
  const collections = collectionsOf(
    connector.eventGroups,
    (type) => takesAny(draft.events, type),
    draft.collectionPrefix,
  );
  const isSettled =
    chosen.uri === draft.uri &&
    chosen.keptServer === draft.keptServer &&
    chosen.database === draft.database &&
    chosen.collectionPrefix === draft.collectionPrefix;
  const { database, uri, collectionPrefix } = problemsOf("destination", chosen);
  const canBeTried = isSettled && draft.events.length > 0 && !database && !uri && !collectionPrefix;
  return (
    <div className="grid gap-4">
      <fieldset className="grid gap-4" onBlur={() => setChosen(draft)}>
        <legend className="sr-only">Destination</legend>
        <UriField draft={draft} onChange={onChange} problem={problem} onTake={setChosen} />
        <div className="grid grid-cols-2 gap-3 max-rail:grid-cols-1">
          <Field label="Database" error={problem("database") ?? problem("destination.database")}>
            <Input
              name="database"
              mono
              maxLength={38}
              value={draft.database}
              placeholder="billing"
              onChange={({ target }) => onChange({ database: target.value.trim() })}
            />
          </Field>
          <Field
            label="Collection prefix"
            optional
            error={problem("collectionPrefix") ?? problem("destination.collectionPrefix")}
          >
            <Input
              name="collectionPrefix"
              mono
              maxLength={40}
              value={draft.collectionPrefix}
              placeholder={`${draft.connector}_`}
              onChange={({ target }) => onChange({ collectionPrefix: target.value.trim() })}
            />
          </Field>
        </div>
      </fieldset>
      {collections.length > 0 && (
        <p className="text-12 text-fg-2">
          Writes {plural(collections.length, "collection")}:{" "}
          <code className="break-words">{collections.slice(0, 5).join(", ")}</code>
          {collections.length > 5 && ` and ${collections.length - 5} more`}
        </p>
      )}
      <DestinationCheck draft={chosen} enabled={canBeTried} />
      <h3 className="mt-2 border-t border-line pt-4 font-600">How it writes</h3>
      <BatchFields
        values={draft}
        onChange={({ batchSize, batchWaitMs, deleteMode }) =>
          onChange({ batchSize, batchWaitMs, deleteMode })
        }
        problem={(field) => problem(field) ?? problem(`webhookConfig.${field}`)}
      />
    </div>
  );
}

interface UriProps extends Pick<StepProps, "draft" | "onChange" | "problem"> {
  readonly onTake: (draft: Draft) => void;
}

/** A URI holds a password: once it is kept, its servers alone are shown. */
function UriField({ draft, onChange, problem, onTake }: UriProps) {
  if (draft.keptServer && draft.uri === "")
    return (
      <div className="grid gap-1">
        <p className="text-12 font-550">MongoDB URI</p>
        <div className="flex min-h-9 flex-wrap items-center gap-2 rounded-2 border border-line-2 bg-surface-2 py-1 pr-1 pl-2.5">
          <code className="min-w-0 flex-1 break-all">{draft.keptServer}</code>
          <Button
            size="small"
            onClick={() => {
              onChange({ keptServer: undefined });
              onTake({ ...draft, keptServer: undefined });
            }}
          >
            Use another
          </Button>
        </div>
        <p className="text-12 text-fg-3">Kept encrypted with your draft; name and password are not shown.</p>
      </div>
    );
  return (
    <Field
      label="MongoDB URI"
      optional
      error={problem("uri") ?? problem("destination.uri")}
      hint="Leave empty for Sluice's own MongoDB. Stored encrypted, never shown again."
    >
      <Input
        name="uri"
        mono
        value={draft.uri}
        placeholder="mongodb+srv://user:password@host"
        onChange={({ target }) => onChange({ uri: target.value.trim() })}
      />
    </Field>
  );
}
