import { type FormEvent, useState } from "react";
import { cx } from "../lib/cx.ts";
import { PRESETS, type RangeText, rangeText, spanOf, TODAY } from "../lib/range.ts";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

interface Props {
  readonly value: RangeText | undefined;
  readonly onChange: (value: RangeText) => void;
}

/** For an input of type `datetime-local`, which speaks the device's time. */
function localText(at: string | undefined): string {
  const date = at ? new Date(at) : new Date();
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Usual spans, or from and to; goes into a filter's popover. */
export function RangeEditor({ value, onChange }: Props) {
  const span = spanOf(value, Date.now());
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = rangeText(new Date(String(form.get("from"))), new Date(String(form.get("to"))));
    if (spanOf(text, Date.now())) onChange(text);
    else setProblem("The end must come after the beginning.");
  };
  return (
    <div className="w-64">
      <ul className="border-b border-line py-1">
        {[TODAY, ...PRESETS].map((preset) => (
          <li key={preset.value}>
            <button
              type="button"
              aria-pressed={preset.value === value}
              onClick={() => onChange(preset.value)}
              className={cx(
                "flex h-8 w-full items-center px-3 text-left -outline-offset-2 hover:bg-surface-3 max-rail:h-11",
                preset.value === value && "font-550",
              )}
            >
              {preset.label}
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className="grid gap-2 p-3">
        <Field label="From">
          <Input type="datetime-local" name="from" required defaultValue={localText(span?.from)} />
        </Field>
        <Field label="To" error={problem}>
          <Input type="datetime-local" name="to" required defaultValue={localText(span?.to)} />
        </Field>
        <Button type="submit">Show this span</Button>
      </form>
    </div>
  );
}
