import { cx } from "../lib/cx.ts";
import { count, duration } from "../lib/format.ts";

interface Props {
  /** Not known: an em dash. */
  readonly value: number | null | undefined;
  readonly tone?: "bad" | "warn";
  readonly format?: (value: number) => string;
}

/** A grouped number. Zero is grey, and a tone stands only for more than zero. */
export function Num({ value, tone, format = count }: Props) {
  if (value === null || value === undefined) return <span className="text-fg-3">—</span>;
  const loud = tone === "bad" ? "font-550 text-bad-text" : tone === "warn" ? "font-550 text-warn-text" : "";
  return <span className={cx(value === 0 ? "text-fg-3" : loud)}>{format(value)}</span>;
}

/** `84 ms`, `1.31 s`, `12 m 37 s` */
export function Duration({ ms }: { ms: number | null | undefined }) {
  return <span className={ms === null || ms === undefined ? "text-fg-3" : undefined}>{duration(ms)}</span>;
}
