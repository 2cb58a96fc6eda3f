import type { LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

export interface Column<Row> {
  readonly id: string;
  /** Of the column; spoken even where `hideHeader` hides it. */
  readonly header: string;
  readonly hideHeader?: boolean;
  /** A track of CSS grid: `112px`, `minmax(180px,1.3fr)`. */
  readonly width: string;
  readonly align?: "right";
  /** Dropped between 901 and 1180 px. */
  readonly low?: boolean;
  /** Place in the two lines of a phone's row; without one it is not shown there. */
  readonly phone?: "glyph" | "title" | "meta" | "sub" | "note" | "action";
  /** This cell's text is the row's link. */
  readonly link?: boolean;
  /** The header sorts by this; the page does the sorting. */
  readonly sort?: string;
  readonly cell: (row: Row) => ReactNode;
}

export interface Sort {
  readonly by: string;
  readonly direction: "ascending" | "descending";
}

export type RowLink<Row> = (row: Row) => LinkProps;
