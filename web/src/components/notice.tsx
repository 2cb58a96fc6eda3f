import { CircleX, Info, ShieldX, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../lib/cx.ts";

const TONES = {
  bad: { icon: CircleX, edge: "border-l-bad", glyph: "text-bad" },
  warn: { icon: TriangleAlert, edge: "border-l-warn", glyph: "text-warn" },
  rejected: { icon: ShieldX, edge: "border-l-warn", glyph: "text-warn" },
  info: { icon: Info, edge: "border-l-accent", glyph: "text-accent-text" },
} as const;

interface Props {
  readonly tone: keyof typeof TONES;
  /** The cause in plain words. */
  readonly title: ReactNode;
  /** One or two sentences of context. */
  readonly children?: ReactNode;
  /** The message as the machine gave it. */
  readonly raw?: string | undefined;
  /** What to do, in order, each with its button. */
  readonly steps?: readonly { readonly text: ReactNode; readonly action?: ReactNode }[];
  /** Level of its heading. */
  readonly level?: 2 | 3;
}

/** What happened, why, and what to do: the card above a failed event or a rejected request. */
export function Notice({ tone, title, children, raw, steps = [], level = 2 }: Props) {
  const { icon: Icon, edge, glyph } = TONES[tone];
  const Heading = level === 2 ? "h2" : "h3";
  const Sub = level === 2 ? "h3" : "h4";
  return (
    <section className={cx("rounded-2 border border-l-3 border-line-2", edge)}>
      <div className="px-4 py-3">
        <Heading className="flex gap-2 text-14 font-600">
          <Icon size={16} aria-hidden="true" className={cx("mt-0.5", glyph)} />
          <span className="min-w-0">{title}</span>
        </Heading>
        {children && <div className="mt-1 text-fg-2">{children}</div>}
        {raw && <pre className="mt-2 leading-[18px] break-words whitespace-pre-wrap text-fg-2">{raw}</pre>}
      </div>
      {steps.length > 0 && (
        <div className="border-t border-line px-4 py-3">
          <Sub className="mb-1.5 text-12 font-600">What to do</Sub>
          <ol className="grid gap-1.5">
            {steps.map(({ text, action }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps stand in a fixed order.
              <li key={index} className="flex gap-x-2">
                <span aria-hidden="true" className="w-4 text-12 leading-7 text-fg-3">
                  {index + 1}
                </span>
                <div className="flex min-h-7 min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 py-1">
                  <span className="min-w-0 flex-1 basis-60">{text}</span>
                  {action}
                </div>
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}
