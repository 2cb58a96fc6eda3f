import type { ReactNode } from "react";
import { type ChartPoint, VolumeChart } from "./volume-chart.tsx";

interface Props {
  readonly points: readonly ChartPoint[];
  readonly stepMs: number;
  /** How many, of which time: above the bars. */
  readonly summary: ReactNode;
  readonly onRange: (from: Date, to: Date) => void;
  readonly partial?: boolean;
}

/** When what matches a filter happened, failures in their own lane; drawing over it narrows the time. */
export function Histogram({ points, stepMs, summary, onRange, partial = true }: Props) {
  return (
    <VolumeChart
      title="Events that match"
      points={points}
      stepMs={stepMs}
      height={44}
      onRange={onRange}
      partial={partial}
      compact={summary}
      failed
    />
  );
}
