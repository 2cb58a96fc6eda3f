import { CircleCheck, CircleMinus, CircleX, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../lib/cx.ts";
import { Spinner } from "./spinner.tsx";

export interface Check {
  readonly title: ReactNode;
  readonly state: "pass" | "fail" | "warn" | "running" | "skipped";
  /** Instead of the usual word at the right: "limit 5 m". */
  readonly note?: string;
  /** Why it failed; open at once for the first failure. */
  readonly detail?: ReactNode;
}

const WORDS = {
  pass: "pass",
  fail: "fail",
  warn: "warning",
  running: "checking",
  skipped: "not reached",
} as const;
const TONES = { fail: "text-bad-text", warn: "text-warn-text" } as const;

/** Checks in the order they were made. */
export function Checks({ label, checks }: { label: string; checks: readonly Check[] }) {
  return (
    <ul aria-label={label} className="overflow-hidden rounded-3 border border-line-2">
      {checks.map((check, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: checks stand in a fixed order.
          key={index}
          className={cx(
            "flex items-start gap-2.5 border-line px-3 py-2 not-first:border-t",
            check.state === "fail" && "bg-bad-soft",
          )}
        >
          <span className="pt-0.5">
            <Glyph state={check.state} />
          </span>
          <div className="min-w-0 flex-1">
            <p className={cx(check.state === "fail" && "font-550", check.state === "skipped" && "text-fg-3")}>
              {check.title}
            </p>
            {check.detail && <div className="text-12 text-fg-2">{check.detail}</div>}
          </div>
          <span
            className={cx(
              "text-12 leading-5 whitespace-nowrap",
              check.state === "fail" || check.state === "warn" ? TONES[check.state] : "text-fg-3",
            )}
          >
            {check.note ?? WORDS[check.state]}
          </span>
        </li>
      ))}
    </ul>
  );
}

const GLYPHS = {
  pass: { icon: CircleCheck, tone: "text-ok" },
  fail: { icon: CircleX, tone: "text-bad" },
  warn: { icon: TriangleAlert, tone: "text-warn" },
  skipped: { icon: CircleMinus, tone: "text-fg-3" },
} as const;

function Glyph({ state }: Pick<Check, "state">) {
  if (state === "running") return <Spinner size={16} />;
  const { icon: Icon, tone } = GLYPHS[state];
  return <Icon size={16} strokeWidth={1.75} aria-hidden="true" className={tone} />;
}
