import { type ReactNode, useState } from "react";
import { cx } from "../lib/cx.ts";
import { duration } from "../lib/format.ts";
import { type Status, StatusGlyph } from "./status.tsx";

export interface TimelineStep {
  readonly id: string;
  /** A clock time for the first, `+9 ms` for those after. */
  readonly offset: ReactNode;
  readonly status: Status;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  readonly ms?: number | undefined;
  /** Waited before it: "waited 1 s, 2 s, 4 s between attempts". */
  readonly waited?: string;
  /** Equal steps folded into this one; "Show 3" unfolds them. */
  readonly folded?: readonly TimelineStep[];
}

/** What happened, in order. */
export function Timeline({ label, steps }: { label: string; steps: readonly TimelineStep[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const shown = steps.flatMap((step) => (step.folded && open.has(step.id) ? step.folded : [step]));
  const longest = Math.max(...shown.map(({ ms = 0 }) => ms), 1);
  return (
    <ol aria-label={label} className="timeline">
      {shown.map((step) => (
        <li key={step.id}>
          {step.waited && <p className="timeline-wait">{step.waited}</p>}
          <div className="timeline-step">
            <span className="timeline-offset">{step.offset}</span>
            <span className="relative z-1 bg-surface py-[3px]">
              <StatusGlyph status={step.status} />
            </span>
            <div className="min-w-0">
              <p className={cx(step.status === "failed" && "font-500")}>
                {step.title}
                {step.folded && (
                  <button
                    type="button"
                    className="link ml-2 text-12 font-500"
                    onClick={() => setOpen(new Set([...open, step.id]))}
                  >
                    Show {step.folded.length}
                  </button>
                )}
              </p>
              {step.detail && <div className="text-12 break-words text-fg-3">{step.detail}</div>}
            </div>
            {step.ms !== undefined && (
              <span className="timeline-duration">
                {duration(step.ms)}
                <span
                  aria-hidden="true"
                  className={cx(
                    "h-1 rounded-[1px] max-rail:hidden",
                    step.status === "failed" ? "bg-bad" : "bg-chart-flow",
                  )}
                  style={{ width: Math.max(4, Math.round((step.ms / longest) * 48)) }}
                />
              </span>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
