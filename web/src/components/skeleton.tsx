import { useEffect, useState } from "react";

const WIDTHS = ["w-1/3", "w-1/2", "w-2/5", "w-3/5"];
const SHOW_AFTER_MS = 150;

interface Props {
  readonly label: string;
  readonly rows?: number;
  /** As high as the rows that will stand here. */
  readonly height?: "row" | "tall";
}

/** Grey rows in place of what is loading. The space is taken at once, the bars come after 150 ms. */
export function Skeleton({ label, rows = 8, height = "row" }: Props) {
  const shown = useAfter(SHOW_AFTER_MS);
  return (
    <div role="status" aria-label={label} aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
          key={row}
          className={`flex items-center gap-4 border-b border-line px-gutter ${height === "tall" ? "h-row-tall" : "h-row"}`}
        >
          {shown && (
            <>
              <div className="skeleton-bar h-2.5 w-16" />
              <div className={`skeleton-bar h-2.5 ${WIDTHS[row % WIDTHS.length]}`} />
              <div className="skeleton-bar ml-auto h-2.5 w-14" />
            </>
          )}
        </div>
      ))}
    </div>
  );
}

/** Grey space of a given height (a Tailwind class), for what is no list. */
export function SkeletonBlock({ label, className }: { label: string; className: string }) {
  const shown = useAfter(SHOW_AFTER_MS);
  return (
    <div role="status" aria-label={label} aria-busy="true" className={className}>
      {shown && <div className="skeleton-bar size-full" />}
    </div>
  );
}

function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setPassed(true), ms);
    return () => window.clearTimeout(timer);
  }, [ms]);
  return passed;
}
