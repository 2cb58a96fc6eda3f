import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../../lib/cx.ts";

const TONES = {
  ok: { icon: CircleCheck, box: "bg-ok-soft", glyph: "text-ok" },
  warn: { icon: TriangleAlert, box: "bg-warn-soft", glyph: "text-warn" },
  bad: { icon: CircleX, box: "bg-bad-soft", glyph: "text-bad" },
  info: { icon: Info, box: "bg-surface-2", glyph: "text-fg-2" },
} as const;

interface Props {
  readonly tone: keyof typeof TONES;
  readonly children: ReactNode;
  /** Spoken when it appears. */
  readonly live?: boolean;
}

/** One or two sentences on a tint, within a dialog. */
export function Callout({ tone, children, live = false }: Props) {
  const { icon: Icon, box, glyph } = TONES[tone];
  return (
    <div role={live ? "status" : undefined} className={cx("flex gap-2 rounded-2 px-3 py-2.5", box)}>
      <Icon size={16} aria-hidden="true" className={cx("mt-0.5 shrink-0", glyph)} />
      <div className="min-w-0 flex-1 break-words">{children}</div>
    </div>
  );
}
