import { useMemo, useRef, useState } from "react";

export type Selected =
  | { readonly mode: "some"; readonly ids: ReadonlySet<string> }
  /** Everything that matched the filter at that moment; what arrives later is not in it. */
  | { readonly mode: "matching"; readonly at: string; readonly total: number };

const NONE: Selected = { mode: "some", ids: new Set() };

/** The ids from one to the other, in the order of the list; only the second when the first is gone. */
export function rangeOf(order: readonly string[], from: string | undefined, to: string): readonly string[] {
  const [start, end] = [from === undefined ? -1 : order.indexOf(from), order.indexOf(to)];
  if (start < 0 || end < 0) return [to];
  return order.slice(Math.min(start, end), Math.max(start, end) + 1);
}

export interface Selection {
  readonly selected: Selected;
  /** How many; in `matching` mode as counted when it was chosen. */
  readonly count: number;
  readonly has: (id: string) => boolean;
  /** Adds or removes one; with `range` everything from the last one to this, in the order of `ids`. */
  readonly toggle: (id: string, order: readonly string[], range?: boolean) => void;
  readonly setAll: (ids: readonly string[]) => void;
  readonly selectMatching: (total: number) => void;
  readonly clear: () => void;
}

/** What of a list is selected. Kept by the page, so that its buttons know the number. */
export function useSelection(): Selection {
  const [selected, setSelected] = useState<Selected>(NONE);
  const last = useRef<string>(undefined);
  return useMemo(() => {
    const isAll = selected.mode === "matching";
    return {
      selected,
      count: isAll ? selected.total : selected.ids.size,
      has: (id) => isAll || selected.ids.has(id),
      toggle: (id, order, range = false) => {
        const ids = new Set(isAll ? order : selected.ids);
        const adds = !ids.has(id);
        for (const one of range ? rangeOf(order, last.current, id) : [id])
          if (adds || range) ids.add(one);
          else ids.delete(one);
        last.current = id;
        setSelected({ mode: "some", ids });
      },
      setAll: (ids) => setSelected({ mode: "some", ids: new Set(ids) }),
      selectMatching: (total) => setSelected({ mode: "matching", at: new Date().toISOString(), total }),
      clear: () => {
        last.current = undefined;
        setSelected(NONE);
      },
    };
  }, [selected]);
}
