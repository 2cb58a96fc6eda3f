import {
  Ban,
  Circle,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CirclePause,
  CirclePlay,
  CircleX,
  ClockAlert,
  Copy,
  LoaderCircle,
  type LucideIcon,
  ShieldX,
} from "lucide-react";
import { cx } from "../lib/cx.ts";

interface Look {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly glyph: string;
  readonly text: string;
}

const neutral = (word: string, icon: LucideIcon): Look => ({
  word,
  icon,
  glyph: "text-fg-3",
  text: "text-fg-2",
});
const loud = (word: string, icon: LucideIcon, tone: "bad" | "warn"): Look => ({
  word,
  icon,
  glyph: tone === "bad" ? "text-bad" : "text-warn",
  text: tone === "bad" ? "font-550 text-bad-text" : "font-550 text-warn-text",
});

const LOOKS = {
  received: neutral("Received", Circle),
  filtered: neutral("Filtered", CircleMinus),
  pending: { word: "Pending", icon: CircleDashed, glyph: "text-busy", text: "text-fg-2" },
  waiting: { word: "Pending", icon: CircleDashed, glyph: "text-busy", text: "text-fg-2" },
  processing: {
    word: "Processing",
    icon: LoaderCircle,
    glyph: "text-busy animate-spin",
    text: "text-busy-text",
  },
  processed: { word: "Processed", icon: CircleCheck, glyph: "text-ok", text: "text-fg-2" },
  failed: loud("Failed", CircleX, "bad"),
  duplicate: neutral("Duplicate", Copy),
  rejected: loud("Rejected", ShieldX, "warn"),
  inFlight: { word: "In flight", icon: CircleDashed, glyph: "text-busy", text: "text-fg-2" },
  active: neutral("Active", CirclePlay),
  paused: neutral("Paused", CirclePause),
  quiet: loud("Quiet", ClockAlert, "warn"),
  disabled: neutral("Disabled", Ban),
  blocked: loud("Blocked", CircleAlert, "bad"),
  needsSecret: loud("Needs its secret", CircleAlert, "warn"),
} as const satisfies Record<string, Look>;

export type Status = keyof typeof LOOKS;

export const statusWord = (status: Status): string => LOOKS[status].word;

/** The shape alone; say the word beside it, or give `label`. */
export function StatusGlyph({ status, size = 14, label }: { status: Status; size?: number; label?: string }) {
  const { icon: Icon, glyph } = LOOKS[status];
  const named = label ? { role: "img", "aria-label": label } : { "aria-hidden": true };
  return <Icon size={size} strokeWidth={1.75} className={cx("shrink-0", glyph)} {...named} />;
}

/** Shape and word. In the `glyph` cell of a phone's row the word is only spoken. */
export function StatusWord({ status, word }: { status: Status; word?: string }) {
  const { word: usual, text } = LOOKS[status];
  return (
    <span className={cx("inline-flex items-center gap-1.5 whitespace-nowrap", text)}>
      <StatusGlyph status={status} />
      <span className="status-word">{word ?? usual}</span>
    </span>
  );
}
