import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { RadioCards } from "../../components/radio-cards.tsx";
import { count, duration } from "../../lib/format.ts";

export interface BatchValues {
  readonly batchSize: number;
  readonly batchWaitMs: number;
  readonly deleteMode: "hard" | "soft";
}

interface Props {
  readonly values: BatchValues;
  readonly onChange: (values: BatchValues) => void;
  readonly problem: (field: string) => string | undefined;
  readonly disabled?: boolean;
}

/** Settings of how a job writes, each said by what it does. */
export function BatchFields({ values, onChange, problem, disabled = false }: Props) {
  const { batchSize, batchWaitMs, deleteMode } = values;
  const number = (text: string) => (text === "" ? Number.NaN : Number(text));
  return (
    <fieldset disabled={disabled} className="grid gap-4">
      <legend className="sr-only">How it writes</legend>
      <div className="grid grid-cols-2 gap-3 max-rail:grid-cols-1">
        <Field
          label="Events in a batch, at most"
          error={problem("batchSize")}
          hint="1 to 1,000. Larger batches write faster; smaller ones hold back less when an event fails."
        >
          <Input
            name="batchSize"
            type="number"
            min={1}
            max={1000}
            value={Number.isNaN(batchSize) ? "" : batchSize}
            onChange={({ target }) => onChange({ ...values, batchSize: number(target.value) })}
          />
        </Field>
        <Field
          label="Wait to fill a batch, ms"
          error={problem("batchWaitMs")}
          hint="0 to 60,000. 0 writes at once."
        >
          <Input
            name="batchWaitMs"
            type="number"
            min={0}
            max={60_000}
            value={Number.isNaN(batchWaitMs) ? "" : batchWaitMs}
            onChange={({ target }) => onChange({ ...values, batchWaitMs: number(target.value) })}
          />
        </Field>
      </div>
      <p role="status" className="text-12 text-fg-2">
        {effectOf(values)}
      </p>
      <RadioCards
        label="When the provider deletes an object"
        value={deleteMode}
        onChange={(next) => onChange({ ...values, deleteMode: next })}
        options={[
          {
            value: "hard",
            label: "Remove its document",
            hint: "The collection holds what exists at the provider, and nothing else.",
            disabled,
          },
          {
            value: "soft",
            label: "Keep its document, marked",
            hint: "It stays as it was, with _sync_metadata.deleted set. Filter on that when you read.",
            disabled,
          },
        ]}
      />
    </fieldset>
  );
}

function effectOf({ batchSize, batchWaitMs }: BatchValues): string {
  if (!(batchSize >= 1) || !(batchWaitMs >= 0)) return "Give both numbers.";
  if (batchWaitMs === 0)
    return `An event is written as soon as it arrives; up to ${count(batchSize)} that wait together go in one write.`;
  return `A write starts when ${count(batchSize)} events wait, or when the oldest has waited ${duration(batchWaitMs)}: a document is up to ${duration(batchWaitMs)} later, for fewer writes.`;
}
