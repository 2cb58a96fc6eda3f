import { cx } from "../lib/cx.ts";

interface Props<Value extends string> {
  /** What is chosen: "Time range". */
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly className?: string;
}

/** A choice of a few short words, all in sight. */
export function Segmented<Value extends string>({
  label,
  options,
  value,
  onChange,
  className,
}: Props<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row everywhere.
    <div
      role="group"
      aria-label={label}
      className={cx("inline-flex overflow-hidden rounded-2 border border-line-2", className)}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="h-[calc(var(--ctl)-2px)] border-line-2 bg-surface px-2.5 text-12 font-500 whitespace-nowrap text-fg-2 not-first:border-l hover:text-fg focus-visible:-outline-offset-2 aria-pressed:bg-surface-3 aria-pressed:text-fg"
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
