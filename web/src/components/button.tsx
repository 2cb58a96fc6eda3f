import type { ComponentProps, ReactNode } from "react";
import { cx } from "../lib/cx.ts";
import { Spinner } from "./spinner.tsx";

export type ButtonKind = "default" | "primary" | "ghost" | "danger";
export type ButtonSize = "small" | "medium" | "large";

const KINDS: Record<ButtonKind, string> = {
  default:
    "border-line-2 bg-surface text-fg hover:not-disabled:border-line-ctl hover:not-disabled:bg-surface-2",
  primary:
    "border-accent bg-accent font-550 text-on-accent hover:not-disabled:border-accent-hover hover:not-disabled:bg-accent-hover",
  ghost: "border-transparent text-fg-2 hover:not-disabled:bg-surface-3 hover:not-disabled:text-fg",
  danger:
    "border-line-2 bg-surface text-bad-text hover:not-disabled:border-line-ctl hover:not-disabled:bg-surface-2",
};
const SIZES: Record<ButtonSize, string> = {
  small: "h-ctl-small px-2 text-12",
  medium: "h-ctl px-2.5",
  large: "h-9 px-4",
};

/** The look of a button, for links that look like one. */
export const buttonClass = (kind: ButtonKind = "default", size: ButtonSize = "medium"): string =>
  cx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-2 border font-500 whitespace-nowrap transition-colors",
    "disabled:border-line disabled:bg-surface-2 disabled:text-fg-3 disabled:cursor-not-allowed",
    "aria-pressed:border-accent-line aria-pressed:bg-accent-soft aria-pressed:text-accent-text",
    KINDS[kind],
    SIZES[size],
  );

export interface ButtonProps extends ComponentProps<"button"> {
  readonly kind?: ButtonKind;
  readonly size?: ButtonSize;
  readonly icon?: ReactNode;
  /** A shortcut shown inside, on wide screens. */
  readonly shortcut?: string;
  /** Shows that the action runs; the button cannot be pressed meanwhile. */
  readonly busy?: boolean;
}

export function Button({
  kind,
  size,
  icon,
  shortcut,
  busy,
  disabled,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(buttonClass(kind, size), className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      aria-keyshortcuts={shortcut}
    >
      {busy ? <Spinner /> : icon}
      {children}
      {shortcut && (
        <span
          aria-hidden="true"
          className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-1 border border-current/40 px-1 font-sans text-11 max-rail:hidden"
        >
          {shortcut}
        </span>
      )}
    </button>
  );
}
