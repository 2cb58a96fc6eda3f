import { X } from "lucide-react";
import type { ReactNode } from "react";
import { count, estimate } from "../lib/format.ts";
import type { Selection } from "../lib/selection.ts";
import { IconButton } from "./icon-button.tsx";

interface Props {
  readonly selection: Selection;
  /** How many match the filter; offers to select them all. */
  readonly matching?: number | undefined;
  /** Buttons, each with its number: `Replay 5…` */
  readonly children: ReactNode;
}

/** What can be done with the selection; floats above the end of the list. */
export function BulkBar({ selection, matching, children }: Props) {
  const { selected } = selection;
  const canWiden = selected.mode === "some" && matching !== undefined && matching > selection.count;
  return (
    <>
      <p role="status" className="sr-only">
        {selection.count > 0 && `${count(selection.count)} selected`}
      </p>
      {selection.count > 0 && (
        <div className="pop sticky bottom-[calc(var(--tabbar)+12px)] z-15 mx-auto my-4 flex w-max max-w-[calc(100%-24px)] flex-wrap items-center gap-2 border-line-ctl py-1.5 pr-1.5 pl-3.5">
          <span className="font-550">
            {selected.mode === "matching"
              ? `All ${estimate(selected.total)} that match`
              : `${count(selection.count)} selected`}
          </span>
          {canWiden && (
            <button
              type="button"
              className="link min-h-6 font-500"
              onClick={() => selection.selectMatching(matching)}
            >
              Select all {estimate(matching)} that match
            </button>
          )}
          <span aria-hidden="true" className="h-5 w-px bg-line-2 max-rail:hidden" />
          {children}
          <IconButton label="Clear the selection" icon={<X size={16} />} onClick={selection.clear} />
        </div>
      )}
    </>
  );
}
