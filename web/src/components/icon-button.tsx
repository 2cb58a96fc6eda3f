import type { ComponentProps, ReactNode } from "react";
import { cx } from "../lib/cx.ts";
import { type ButtonKind, buttonClass } from "./button.tsx";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  /** Names the action and its object: "Revoke CI deploys". */
  readonly label: string;
  readonly icon: ReactNode;
  readonly kind?: ButtonKind;
  readonly size?: "small" | "medium";
}

/** A square button of one icon; its label is spoken and shown as a title. */
export function IconButton({
  label,
  icon,
  kind = "ghost",
  size = "medium",
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={cx(buttonClass(kind, size), "p-0!", size === "small" ? "w-ctl-small" : "w-ctl", className)}
    >
      {icon}
    </button>
  );
}
