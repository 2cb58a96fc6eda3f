import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";
import { cx } from "../lib/cx.ts";

interface Props extends Omit<ComponentProps<"input">, "type" | "children"> {
  /** Beside the box; without it give an `aria-label`. */
  readonly label?: ReactNode;
  /** Some, not all. */
  readonly mixed?: boolean;
}

export function Checkbox({ label, mixed = false, className, ...rest }: Props) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = mixed;
  }, [mixed]);
  const box = <input ref={ref} {...rest} type="checkbox" className={cx("checkbox", className)} />;
  if (!label) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the box inside is the control.
    <label className="inline-flex min-h-6 cursor-pointer items-center gap-2 max-rail:min-h-9">
      {box}
      <span>{label}</span>
    </label>
  );
}
