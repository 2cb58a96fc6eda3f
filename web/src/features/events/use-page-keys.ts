import { useShortcuts } from "../../lib/keyboard.ts";
import type { Selection } from "../../lib/selection.ts";
import type { EventsSearch } from "./search.ts";
import type { Change } from "./use-filters.tsx";

interface Options {
  readonly search: EventsSearch;
  readonly selection: Selection;
  readonly change: Change;
  readonly onLive: () => void;
  readonly onReplay: () => void;
}

/** L, R, C and Esc; what moves in the list is the table's own. */
export function usePageKeys({ search, selection, change, onLive, onReplay }: Options): void {
  const { peek, q } = search;
  useShortcuts({
    l: onLive,
    ...(selection.count > 0 && { r: onReplay }),
    ...(peek && { c: () => void navigator.clipboard.writeText(peek) }),
    ...((peek || selection.count > 0 || q) && {
      Escape: () => {
        if (peek) change({ peek: undefined });
        else if (selection.count > 0) selection.clear();
        else change({ q: undefined });
      },
    }),
  });
}
