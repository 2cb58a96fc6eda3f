import type { Overview } from "@sluice/shared/overview";
import type { ReactNode } from "react";
import { Duration, Num } from "../../components/num.tsx";
import { share } from "../../lib/format.ts";

/** How much of what was settled got its document, and how soon. */
export function Figures({ successRate, latencyMs }: Pick<Overview, "successRate" | "latencyMs">) {
  return (
    <dl
      aria-label="Figures"
      className="flex flex-wrap gap-x-6 gap-y-1 border-t border-line px-gutter py-2.5 text-12"
    >
      <Figure name="Success rate" value={<Num value={successRate} format={share} />} />
      <Figure name="From receipt to document, p50" value={<Duration ms={latencyMs.p50} />} />
      <Figure name="p95" value={<Duration ms={latencyMs.p95} />} />
    </dl>
  );
}

function Figure({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div className="flex items-baseline gap-2">
      <dt className="text-fg-2">{name}</dt>
      <dd className="text-13 font-550">{value}</dd>
    </div>
  );
}
