import { useTable } from "@tanstack/react-table";
import { type ReactNode, useCallback, useMemo, useRef } from "react";
import { cx } from "../../lib/cx.ts";
import type { ListState } from "../../lib/pages.ts";
import type { Selection } from "../../lib/selection.ts";
import { ErrorPanel } from "../error-panel.tsx";
import { Skeleton } from "../skeleton.tsx";
import { features } from "./features.ts";
import { TableHeader } from "./header.tsx";
import { MemoRow } from "./row.tsx";
import type { Column, RowLink, Sort } from "./types.ts";
import { useRowKeys } from "./use-row-keys.ts";
import { useVirtualRows } from "./use-virtual-rows.ts";

interface Props<Row> extends Partial<ListState<Row>> {
  /** Names the table: "Events". */
  readonly label: string;
  /** At module level, or memoized: rows are drawn again when it changes. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** Where a row leads, by the column with `link`. At module level, or memoized. */
  readonly rowLink?: RowLink<Row>;
  /** How many there are, when that is known. */
  readonly total?: number | undefined;
  /** `tall` rows are 44 px. */
  readonly height?: "row" | "tall";
  /** Ids of columns that are not shown. */
  readonly hidden?: readonly string[];
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly selection?: Selection;
  /** Names a row for its checkbox: "invoice.paid, evt_…7Q2M9X". */
  readonly rowName?: (row: Row) => string;
  /** Id of the row that is peeked at. */
  readonly current?: string | undefined;
  readonly onPeek?: (row: Row) => void;
  /** J or K moved to a row: an open pane follows. */
  readonly onActive?: (row: Row) => void;
  /** In place of the rows when there are none. */
  readonly empty?: ReactNode;
  /** Whether J, K, X and so on are this table's: one table of a page. */
  readonly keys?: boolean;
  /** The head stays below the page's bar while scrolling. */
  readonly stickyHead?: boolean;
}

const NOTHING = () => {};

/** A list of any length: the page scrolls, and only the rows that can be seen are drawn. */
export function DataTable<Row extends object>(props: Props<Row>) {
  const {
    label,
    columns,
    rows,
    rowId,
    rowLink,
    total,
    height = "row",
    hidden = [],
    selection,
    rowName,
  } = props;
  const { isPending = false, isFetching = false, isStale = false, error = null, hasMore = false } = props;
  const visibility = useMemo(() => Object.fromEntries(hidden.map((id) => [id, false])), [hidden]);
  const table = useTable({
    features,
    data: rows as Row[],
    columns: useMemo(() => columns.map(({ id, header }) => ({ id, header })), [columns]),
    getRowId: rowId,
    state: { columnVisibility: visibility },
  });
  const shown = useMemo(
    () => columns.filter(({ id }) => table.getColumn(id)?.getIsVisible() && visibility[id] !== false),
    [columns, visibility, table],
  );
  const ids = useMemo(() => rows.map(rowId), [rows, rowId]);
  // A new one makes the list be measured from its beginning.
  const keyOf = useCallback((index: number) => ids[index] ?? String(index), [ids]);
  const {
    body,
    items,
    top,
    total: size,
    scrollToIndex,
  } = useVirtualRows({
    count: rows.length,
    keyOf,
    height,
    hasMore,
    onMore: props.onMore ?? NOTHING,
  });
  useRowKeys({
    enabled: props.keys ?? true,
    rows,
    ids,
    body,
    scrollToIndex,
    selection,
    onPeek: props.onPeek,
    onActive: props.onActive,
  });
  const latest = useRef({ selection, ids });
  latest.current = { selection, ids };
  const toggle = useCallback((id: string, range: boolean) => {
    latest.current.selection?.toggle(id, latest.current.ids, range);
  }, []);
  const tracks = (columnsOf: readonly Column<Row>[]) =>
    [...(selection ? ["16px"] : []), ...columnsOf.map(({ width }) => width)].join(" ");
  const all = selection !== undefined && ids.length > 0 && ids.every(selection.has);
  return (
    <>
      {error && (
        <ErrorPanel title={`${label} cannot be loaded`} error={error} onRetry={props.onRetry ?? NOTHING} />
      )}
      <div
        role="table"
        aria-label={label}
        aria-busy={isPending || isStale}
        aria-rowcount={total !== undefined ? total + 1 : hasMore ? -1 : rows.length + 1}
        className={cx("t-table", height === "tall" && "t-tall", !(props.stickyHead ?? true) && "t-flat")}
        style={{ "--cols": tracks(shown), "--cols-mid": tracks(shown.filter(({ low }) => !low)) } as object}
      >
        <TableHeader
          columns={shown}
          sort={props.sort}
          onSort={props.onSort}
          select={
            selection && {
              all,
              some: selection.count > 0,
              onChange: () => (all ? selection.clear() : selection.setAll(ids)),
            }
          }
        />
        <div aria-hidden="true" className={cx("t-progress", isFetching && !isPending && "t-progress-on")} />
        <div
          ref={body}
          role="rowgroup"
          data-selecting={(selection?.count ?? 0) > 0 || undefined}
          className={cx("t-body", isStale && "t-stale")}
          style={{ height: size }}
        >
          {items.map((item) => {
            const row = rows[item.index];
            const id = ids[item.index];
            if (row === undefined || id === undefined) return null;
            return (
              <MemoRow
                key={item.key}
                row={row}
                id={id}
                index={item.index}
                start={item.start - top}
                columns={shown}
                rowLink={rowLink}
                selectLabel={selection && `Select ${rowName?.(row) ?? id}`}
                selected={selection?.has(id) ?? false}
                current={props.current === id}
                onToggle={toggle}
              />
            );
          })}
        </div>
      </div>
      {isPending && <Skeleton label={`Loading ${label.toLowerCase()}`} height={height} />}
      {!isPending && !error && rows.length === 0 && props.empty}
    </>
  );
}
