import type { TypeFigures } from "@sluice/shared/sync-jobs";
import type { Column } from "../../components/data-table/types.ts";
import { Duration, Num } from "../../components/num.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { share } from "../../lib/format.ts";

/** From the commonest cause, which is the strongest red, to the rarest. */
export const causeColors = (n: number): string[] =>
  Array.from({ length: n }, (_, index) => {
    const strength = Math.round(100 - (index * 80) / Math.max(1, n - 1));
    return `color-mix(in oklab, var(--bad) ${strength}%, var(--surface))`;
  });

export const typeColumns = (
  chosen: string | undefined,
  onType: (type: string | undefined) => void,
): readonly Column<TypeFigures>[] => [
  {
    id: "type",
    header: "Event type",
    width: "minmax(170px,1.6fr)",
    phone: "title",
    cell: ({ type }) => (
      <button
        type="button"
        className="link max-w-full truncate"
        aria-pressed={type === chosen}
        title={type === chosen ? "Show all types" : `Show only ${type}`}
        onClick={() => onType(type === chosen ? undefined : type)}
      >
        <code>{type}</code>
      </button>
    ),
  },
  {
    id: "trend",
    header: "Over time",
    width: "104px",
    low: true,
    cell: ({ type, sparkline }) => (
      <Sparkline
        values={sparkline}
        label={`${type} received over the range, highest ${Math.max(0, ...sparkline)} a step`}
      />
    ),
  },
  {
    id: "received",
    header: "Received",
    width: "88px",
    align: "right",
    phone: "meta",
    cell: ({ received }) => <Num value={received} />,
  },
  {
    id: "failed",
    header: "Failed",
    width: "72px",
    align: "right",
    phone: "sub",
    cell: ({ failed }) => (
      <>
        <Num value={failed} tone="bad" />
        <span className="rail:hidden"> failed</span>
      </>
    ),
  },
  {
    id: "share",
    header: "Failure rate",
    width: "96px",
    align: "right",
    cell: ({ failedShare }) =>
      failedShare === null ? <span className="text-fg-3">none settled</span> : share(failedShare),
  },
  {
    id: "p50",
    header: "p50",
    width: "80px",
    align: "right",
    low: true,
    cell: ({ latencyMs }) => <Duration ms={latencyMs.p50} />,
  },
  {
    id: "p95",
    header: "p95",
    width: "80px",
    align: "right",
    phone: "note",
    cell: ({ latencyMs }) => <Duration ms={latencyMs.p95} />,
  },
];
