import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { cx } from "../lib/cx.ts";
import { useFieldControl } from "./field.tsx";

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** Beside the label, in grey. */
  readonly note?: string;
}

interface Props<Value extends string> {
  readonly options: readonly Option<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly placeholder?: string;
  /** Needed outside of a Field. */
  readonly label?: string;
  readonly name?: string;
  readonly disabled?: boolean;
  readonly className?: string;
}

/** One of a few; for many, or several, use a filter with a search. */
export function Select<Value extends string>(props: Props<Value>) {
  const {
    options,
    value,
    onChange,
    placeholder = "Choose",
    label,
    name,
    disabled = false,
    className,
  } = props;
  return (
    <Base.Root
      items={options}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled}
      modal={false}
      {...(name && { name })}
    >
      <Base.Trigger
        {...useFieldControl()}
        {...(label && { "aria-label": label })}
        className={cx(
          "flex h-input w-full items-center gap-2 rounded-2 border border-line-ctl bg-surface px-2.5 text-left",
          "data-disabled:border-line-2 data-disabled:bg-surface-2 data-disabled:text-fg-3",
          className,
        )}
      >
        <Base.Value
          className="min-w-0 flex-1 truncate data-placeholder:text-fg-3"
          placeholder={placeholder}
        />
        <Base.Icon className="text-fg-3">
          <ChevronsUpDown size={14} aria-hidden="true" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner alignItemWithTrigger={false} sideOffset={4} className="z-50 outline-none">
          <Base.Popup className="pop max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto py-1">
            <Base.List>
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  className="flex h-8 cursor-pointer items-center gap-2 px-3 outline-none data-highlighted:bg-surface-3 max-rail:h-11"
                >
                  <span className="w-3.5 shrink-0">
                    <Base.ItemIndicator>
                      <Check size={14} aria-hidden="true" />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText className="truncate">{option.label}</Base.ItemText>
                  {option.note && <span className="ml-auto pl-4 text-12 text-fg-3">{option.note}</span>}
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
