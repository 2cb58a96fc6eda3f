import { ArrowDown, ArrowUp } from "lucide-react";
import { cx } from "../../lib/cx.ts";
import { Checkbox } from "../checkbox.tsx";
import type { Column, Sort } from "./types.ts";

interface Props<Row> {
  readonly columns: readonly Column<Row>[];
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
  /** Undefined: rows cannot be selected. */
  readonly select:
    | { readonly all: boolean; readonly some: boolean; readonly onChange: () => void }
    | undefined;
}

export function TableHeader<Row>({ columns, sort, onSort, select }: Props<Row>) {
  return (
    <div role="rowgroup" className="t-head-group">
      <div role="row" aria-rowindex={1} className="t-row t-head">
        {select && (
          <div role="columnheader" className="t-select">
            <Checkbox
              aria-label="Select all loaded rows"
              checked={select.all}
              mixed={select.some && !select.all}
              onChange={select.onChange}
            />
          </div>
        )}
        {columns.map((column) => {
          const sorted = column.sort !== undefined && sort?.by === column.sort ? sort.direction : undefined;
          const label = <span className={cx(column.hideHeader && "sr-only")}>{column.header}</span>;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-sort={column.sort ? (sorted ?? "none") : undefined}
              className={cx("truncate", column.align === "right" && "text-right", column.low && "t-low")}
            >
              {column.sort && onSort ? (
                <button
                  type="button"
                  className="inline-flex h-6 items-center gap-1 hover:text-fg"
                  onClick={() =>
                    onSort({
                      by: column.sort as string,
                      direction: sorted === "descending" ? "ascending" : "descending",
                    })
                  }
                >
                  {label}
                  {sorted === "descending" && <ArrowDown size={14} aria-hidden="true" />}
                  {sorted === "ascending" && <ArrowUp size={14} aria-hidden="true" />}
                </button>
              ) : (
                label
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
