import type { ComponentProps, ReactNode } from "react";
import { cx } from "../../../lib/cx.ts";

export type Head = readonly [name: string, className?: string];

interface Props {
  readonly label: string;
  /** Tracks of CSS grid; `mid` between 901 and 1180 px, without the columns of class `t-low`. */
  readonly cols: string;
  readonly mid: string;
  readonly heads: readonly Head[];
  readonly tall?: boolean;
  /** The head stays below the page's bar while scrolling. */
  readonly sticky?: boolean;
  /** TableRow elements. */
  readonly children: ReactNode;
}

/** A short list in columns, all of it drawn; two lines a row on phones. */
export function Table({ label, cols, mid, heads, tall = false, sticky = false, children }: Props) {
  const height = tall ? { "--t-row-height": "var(--row-tall)", "--t-row": "var(--row-tall)" } : {};
  const style = { "--cols": cols, "--cols-mid": mid, ...(!sticky && { "--t-top": "auto" }), ...height };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table's own layout cannot follow the grid.
    <div role="table" aria-label={label} style={style as object}>
      {/* biome-ignore lint/a11y/useSemanticElements: the same. */}
      <div role="rowgroup">
        <TableRow className="t-head">
          {heads.map(([name, className]) => (
            // biome-ignore lint/a11y/useSemanticElements: the same.
            // biome-ignore lint/a11y/useFocusableInteractive: it is no control.
            <div key={name} role="columnheader" className={className}>
              {name}
            </div>
          ))}
        </TableRow>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the same. */}
      <div role="rowgroup" className="t-body">
        {children}
      </div>
    </div>
  );
}

export function TableRow({ className, ...rest }: ComponentProps<"div">) {
  // biome-ignore lint/a11y/useSemanticElements: the same.
  // biome-ignore lint/a11y/useFocusableInteractive: the link inside has the focus.
  return <div role="row" {...rest} className={cx("t-row", className)} />;
}

interface CellProps extends ComponentProps<"div"> {
  /** Place in the two lines of a phone's row; without one it is not shown there. */
  readonly phone?: "glyph" | "title" | "meta" | "sub" | "note";
  readonly right?: boolean;
  /** Dropped between 901 and 1180 px. */
  readonly low?: boolean;
}

export function Cell({ phone, right = false, low = false, className, ...rest }: CellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the same.
    <div
      role="cell"
      data-phone={phone ?? "hidden"}
      {...rest}
      className={cx(right && "text-right", low && "t-low", className)}
    />
  );
}
