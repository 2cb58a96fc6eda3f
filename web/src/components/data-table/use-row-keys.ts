import { type RefObject, useRef } from "react";
import { useShortcuts } from "../../lib/keyboard.ts";
import type { Selection } from "../../lib/selection.ts";

const FRAMES_TO_DRAW = 6;

interface Options<Row> {
  readonly enabled: boolean;
  readonly rows: readonly Row[];
  readonly ids: readonly string[];
  readonly body: RefObject<HTMLDivElement | null>;
  readonly scrollToIndex: (index: number) => void;
  readonly selection: Selection | undefined;
  readonly onPeek: ((row: Row) => void) | undefined;
  readonly onActive: ((row: Row) => void) | undefined;
}

/** J, K and arrows move the focus from row to row; Enter opens, Space peeks, X selects. */
export function useRowKeys<Row>(options: Options<Row>): void {
  const { enabled, rows, ids, body, scrollToIndex, selection, onPeek, onActive } = options;
  const last = useRef(-1);
  const active = (): number => {
    const row = document.activeElement?.closest<HTMLElement>("[data-index]");
    return row && body.current?.contains(row) ? Number(row.dataset.index) : last.current;
  };
  const focus = (index: number, tries = FRAMES_TO_DRAW) => {
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    // Not the checkbox before it: Space would be its own.
    const target = row?.querySelector<HTMLElement>("a") ?? row?.querySelector("input");
    if (target) target.focus({ preventScroll: true });
    else if (tries > 0) requestAnimationFrame(() => focus(index, tries - 1));
  };
  const move = (step: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, active() + step));
    const row = rows[index];
    if (row === undefined) return;
    last.current = index;
    scrollToIndex(index);
    focus(index);
    onActive?.(row);
  };
  const withActive = (act: (row: Row, id: string) => void) => () => {
    const [row, id] = [rows[active()], ids[active()]];
    if (row !== undefined && id !== undefined) act(row, id);
  };
  useShortcuts(
    {
      j: () => move(1),
      k: () => move(-1),
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => body.current?.querySelector<HTMLElement>(`[data-index="${active()}"] a`)?.click(),
      ...(onPeek && { Space: withActive(onPeek) }),
      ...(selection && {
        x: withActive((_row, id) => selection.toggle(id, ids)),
        "Shift+x": withActive((_row, id) => selection.toggle(id, ids, true)),
        "mod+a": () => selection.setAll(ids),
        ...(selection.count > 0 && { Escape: selection.clear }),
      }),
    },
    { enabled },
  );
}
