import { type MouseEvent, memo, useRef } from "react";
import { cx } from "../../lib/cx.ts";
import { Checkbox } from "../checkbox.tsx";
import { Link } from "../link.tsx";
import type { Column, RowLink } from "./types.ts";

const LONG_PRESS_MS = 500;

interface Props<Row> {
  readonly row: Row;
  readonly id: string;
  readonly index: number;
  /** Distance from the top of the rows, in px. */
  readonly start: number;
  readonly columns: readonly Column<Row>[];
  readonly rowLink: RowLink<Row> | undefined;
  /** Names the row for its checkbox; undefined: rows cannot be selected. */
  readonly selectLabel: string | undefined;
  readonly selected: boolean;
  readonly current: boolean;
  readonly onToggle: (id: string, range: boolean) => void;
}

function TableRow<Row>(props: Props<Row>) {
  const { row, id, index, start, columns, rowLink, selectLabel, selected, current, onToggle } = props;
  const element = useRef<HTMLDivElement>(null);
  const pressed = useRef<number>(undefined);
  const suppress = useRef(false);
  const endPress = () => window.clearTimeout(pressed.current);
  /** Anywhere in the row opens it; what is on top of the link keeps its own click. */
  const click = (event: MouseEvent) => {
    if (suppress.current) {
      suppress.current = false;
      event.preventDefault();
      return;
    }
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || target.closest("a, button, input, label")) return;
    if (window.getSelection()?.isCollapsed !== false) element.current?.querySelector("a")?.click();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the row's link is reached by keyboard.
    <div
      ref={element}
      role="row"
      aria-rowindex={index + 2}
      aria-current={current || undefined}
      data-index={index}
      data-selected={selected || undefined}
      data-current={current || undefined}
      className="t-row absolute! inset-x-0 top-0"
      style={{ transform: `translateY(${start}px)` }}
      onClickCapture={(event) => suppress.current && click(event)}
      onClick={click}
      {...(selectLabel && {
        onPointerDown: (event) => {
          if (event.pointerType !== "touch") return;
          pressed.current = window.setTimeout(() => {
            suppress.current = true;
            onToggle(id, false);
          }, LONG_PRESS_MS);
        },
        onPointerUp: endPress,
        onPointerCancel: endPress,
        onContextMenu: (event) => suppress.current && event.preventDefault(),
      })}
    >
      {selectLabel && (
        <div role="cell" className="t-select t-above">
          <Checkbox
            aria-label={selectLabel}
            checked={selected}
            onChange={(event) => onToggle(id, (event.nativeEvent as Partial<PointerEvent>).shiftKey ?? false)}
          />
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.id}
          role="cell"
          data-phone={column.phone ?? "hidden"}
          className={cx("truncate", column.align === "right" && "text-right", column.low && "t-low")}
        >
          {column.link && rowLink ? (
            <Link {...rowLink(row)} look="row">
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  );
}

/** Drawn again only when its data, its place or its state changes. */
export const MemoRow = memo(TableRow) as typeof TableRow;
