import { Suspense, useMemo } from "react";
import { plural } from "../lib/format.ts";
import { changedLines, pretty } from "../lib/json.ts";
import { lazy } from "../lib/lazy.ts";

const DiffEditor = lazy(() =>
  import("./code/diff-editor.tsx").then((module) => ({ default: module.DiffEditor })),
);

interface Props {
  /** JSON, or any text. */
  readonly before: string;
  readonly after: string;
  /** Names it: "Changes to the document". */
  readonly label: string;
}

/** What was added and removed, by colour, sign and in words. */
export function DiffView({ before, after, label }: Props) {
  const [from, to] = useMemo(() => [pretty(before), pretty(after)], [before, after]);
  const { added, removed } = useMemo(() => changedLines(from, to), [from, to]);
  const words =
    added + removed === 0
      ? "No changes"
      : `${plural(added, "line")} added, ${plural(removed, "line")} removed`;
  return (
    <div>
      <p className="border-b border-line px-3 py-1.5 text-12 text-fg-2">{words}</p>
      {added + removed > 0 && (
        <div className="code-view max-h-160 min-h-24 overflow-auto">
          <Suspense>
            <DiffEditor before={from} after={to} label={`${label}: ${words}`} />
          </Suspense>
        </div>
      )}
    </div>
  );
}
