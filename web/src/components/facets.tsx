import { Suspense } from "react";
import { lazy } from "../lib/lazy.ts";
import type { FacetListProps } from "./facet-list.tsx";

export type { Facet } from "./facet-list.tsx";

const FacetList = lazy(() => import("./facet-list.tsx").then((module) => ({ default: module.FacetList })));

/** Several of a list with a search and counts; the editor of a filter. */
export function Facets(props: FacetListProps) {
  return (
    <Suspense fallback={<div className="h-40 w-70" />}>
      <FacetList {...props} />
    </Suspense>
  );
}
