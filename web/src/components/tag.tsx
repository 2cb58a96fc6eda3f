import type { ReactNode } from "react";
import { cx } from "../lib/cx.ts";

const TONES = {
  plain: "border-line-2 bg-surface text-fg-2",
  ok: "border-transparent bg-ok-soft text-ok-text",
  busy: "border-transparent bg-busy-soft text-busy-text",
  warn: "border-transparent bg-warn-soft text-warn-text",
  bad: "border-transparent bg-bad-soft text-bad-text",
  accent: "border-transparent bg-accent-soft text-accent-text",
} as const;

export function Tag({ tone = "plain", children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return (
    <span
      className={cx(
        "inline-flex h-5 items-center gap-1 rounded-1 border px-1.5 text-12 leading-none whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}

/** A provider as a letter tile, until licensed marks are added. */
export function ProviderTile({ name, large = false }: { name: string; large?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        "inline-flex shrink-0 items-center justify-center border border-line-2 bg-surface-2 font-600 text-fg-2",
        large ? "size-7 rounded-2 text-12" : "size-5 rounded-1 text-11",
      )}
    >
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}
