import type { LinkProps } from "@tanstack/react-router";
import { Fragment } from "react";
import { cx } from "../lib/cx.ts";
import { count, share } from "../lib/format.ts";
import { Link } from "./link.tsx";
import { type Status, StatusGlyph, statusWord } from "./status.tsx";

export interface LedgerNumbers {
  readonly received: number;
  readonly processed: number;
  readonly filtered: number;
  readonly duplicate: number;
  readonly inFlight: number;
  readonly failed: number;
  /** Absent where it is not counted. */
  readonly rejected?: number;
}

type Part = keyof LedgerNumbers;

interface Props {
  /** Of what time: "Flow in the last 24 hours". */
  readonly label: string;
  readonly numbers: LedgerNumbers;
  /** Where a number leads: events of that status, or rejected requests. */
  readonly linkTo: (part: Part) => LinkProps;
}

const PARTS = ["received", "processed", "filtered", "duplicate", "inFlight", "failed"] as const;
const SEGMENTS = {
  processed: "bg-chart-flow",
  filtered: "bg-chart-mute",
  duplicate: "bg-line-ctl",
  inFlight: "bg-busy",
  failed: "bg-bad",
} as const;

/** Received = processed + filtered + duplicate + in flight + failed; rejected requests stand apart. */
export function FlowLedger({ label, numbers, linkTo }: Props) {
  return (
    <section aria-label={label} className="ledger">
      <div className="ledger-sum">
        {PARTS.map((part, index) => (
          <Fragment key={part}>
            {index > 0 && (
              <span aria-hidden="true" className="-mx-1.5 text-16 leading-7 text-fg-3 max-rail:hidden">
                {index === 1 ? "=" : "+"}
              </span>
            )}
            <Figure
              status={part}
              value={numbers[part]}
              link={linkTo(part)}
              note={index > 0 && numbers[part] > 0 ? share(numbers[part] / numbers.received) : undefined}
              tone={part === "failed" && numbers.failed > 0 ? "bad" : undefined}
            />
          </Fragment>
        ))}
      </div>
      {numbers.rejected !== undefined && (
        <div className="ledger-apart">
          <Figure
            status="rejected"
            value={numbers.rejected}
            link={linkTo("rejected")}
            note="not counted as received"
            tone={numbers.rejected > 0 ? "warn" : undefined}
          />
        </div>
      )}
      <div aria-hidden="true" className="ledger-bar">
        {Object.entries(SEGMENTS).map(([part, color]) => {
          const value = numbers[part as keyof typeof SEGMENTS];
          return value > 0 ? <i key={part} className={color} style={{ flexGrow: value }} /> : null;
        })}
        {numbers.received === 0 && <i className="flex-1 bg-line" />}
      </div>
    </section>
  );
}

interface FigureProps {
  readonly status: Status;
  readonly value: number;
  readonly link: LinkProps;
  readonly note: string | undefined;
  readonly tone: "bad" | "warn" | undefined;
}

function Figure({ status, value, link, note, tone }: FigureProps) {
  return (
    <Link {...link} look="plain" className="group/figure block rounded-1">
      <span className="flex items-center gap-1.5 text-12 whitespace-nowrap text-fg-2">
        <span className={tone === undefined ? "[&_svg]:text-fg-3 [&_svg]:animate-none" : undefined}>
          <StatusGlyph status={status} />
        </span>
        {statusWord(status)}
      </span>
      <span
        className={cx(
          "mt-1 flex h-7 items-baseline text-20 font-550 tracking-[-0.015em]",
          tone === "bad" && "text-bad-text",
          tone === "warn" && "text-warn-text",
          value === 0 && "text-fg-3",
        )}
      >
        <span className="decoration-line-ctl decoration-1 underline-offset-4 group-hover/figure:underline">
          {count(value)}
        </span>
        {note && (
          <span className="ml-1.5 text-12 font-400 tracking-normal whitespace-nowrap text-fg-3 max-wide:hidden">
            {note}
          </span>
        )}
      </span>
    </Link>
  );
}
