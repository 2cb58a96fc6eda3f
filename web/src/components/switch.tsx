import { Switch as Base } from "@base-ui/react/switch";
import type { ReactNode } from "react";

interface Props {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly name?: string;
}

/** For what takes effect at once; in a form that is saved, use a Checkbox. */
export function Switch({ label, checked, onChange, disabled = false, name }: Props) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control.
    <label className="inline-flex min-h-6 cursor-pointer items-center gap-2 max-rail:min-h-9">
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        {...(name && { name })}
        className="relative h-4 w-7 shrink-0 rounded-full border border-transparent bg-line-ctl transition-colors data-checked:bg-accent data-disabled:opacity-50"
      >
        <Base.Thumb className="absolute top-px left-px size-3 rounded-full bg-surface transition-transform data-checked:translate-x-3" />
      </Base.Root>
      <span>{label}</span>
    </label>
  );
}
