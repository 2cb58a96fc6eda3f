import { type ReactNode, useId } from "react";
import { cx } from "../lib/cx.ts";

interface Option<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly icon?: ReactNode;
  readonly disabled?: boolean;
}

interface Props<Value extends string> {
  /** What is chosen: "How to delete". */
  readonly label: string;
  readonly options: readonly Option<Value>[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
  readonly className?: string;
}

/** A choice of a few that need a sentence each. */
export function RadioCards<Value extends string>({
  label,
  options,
  value,
  onChange,
  className,
}: Props<Value>) {
  const name = useId();
  return (
    <fieldset className={cx("grid gap-2", className)}>
      <legend className="mb-1 text-12 font-550">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={cx(
            "flex cursor-pointer items-start gap-2.5 rounded-2 border border-line-2 px-3 py-2.5",
            "has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent",
            option.disabled && "cursor-not-allowed text-fg-3",
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
            className="radio mt-0.5 outline-none"
          />
          {option.icon}
          <span className="min-w-0">
            <span className="block font-500">{option.label}</span>
            {option.hint && <span className="block text-12 text-fg-2">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
