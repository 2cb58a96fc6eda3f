import type { Overview } from "@sluice/shared/overview";
import type { LinkProps } from "@tanstack/react-router";
import { FlowLedger, type LedgerNumbers } from "../../components/flow-ledger.tsx";
import { presetOf, TODAY } from "../../lib/range.ts";
import type { OverviewRange } from "./search.ts";

const NARROWED: Partial<Record<keyof LedgerNumbers, object>> = {
  processed: { status: "processed" },
  filtered: { status: "filtered" },
  duplicate: { flag: "duplicate" },
  inFlight: { status: "pending,waiting,processing" },
  failed: { status: "failed" },
};

/** Everything received and what became of it; each number leads to those events. */
export function Flow({
  ledger,
  rejected,
  range,
}: Pick<Overview, "ledger" | "rejected"> & { range: OverviewRange }) {
  const linkTo = (part: keyof LedgerNumbers): LinkProps =>
    part === "rejected"
      ? { to: "/rejected", search: { range } }
      : { to: "/events", search: { range, ...NARROWED[part] } };
  const label = range === TODAY.value ? "today" : `in the ${presetOf(range)?.label.toLowerCase()}`;
  return <FlowLedger label={`Flow ${label}`} numbers={{ ...ledger, rejected }} linkTo={linkTo} />;
}
