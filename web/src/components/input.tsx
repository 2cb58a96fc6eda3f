import type { ComponentProps } from "react";
import { cx } from "../lib/cx.ts";
import { useFieldControl } from "./field.tsx";

/** 16 px on phones: smaller text makes Safari zoom. */
const LOOK =
  "w-full rounded-2 border border-line-ctl bg-surface px-2.5 max-rail:text-16 aria-invalid:border-bad disabled:border-line-2 disabled:bg-surface-2 disabled:text-fg-3";

interface Mono {
  /** For ids, names of collections, patterns and secrets. */
  readonly mono?: boolean;
}

/** In a Field it takes its id, and is tied to hint and error. */
export function Input({ mono, className, ...rest }: ComponentProps<"input"> & Mono) {
  return (
    <input
      autoComplete="off"
      {...(mono && { spellCheck: false, autoCapitalize: "off" })}
      {...useFieldControl()}
      {...rest}
      className={cx(LOOK, "h-input", mono && "font-mono", className)}
    />
  );
}

export function Textarea({ mono, className, ...rest }: ComponentProps<"textarea"> & Mono) {
  return (
    <textarea
      rows={4}
      {...(mono && { spellCheck: false })}
      {...useFieldControl()}
      {...rest}
      className={cx(LOOK, "py-1.5", mono && "font-mono", className)}
    />
  );
}
