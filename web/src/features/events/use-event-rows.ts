import type { EventFilterInput, EventSort, EventSummary } from "@sluice/shared/events";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type ListState, useRows } from "../../lib/pages.ts";
import { listQuery } from "./queries.ts";

/** Pages that were searched without filling them, before a person is asked whether to go on. */
const UNASKED = 5;
const MORE = 20;

export interface EventRows extends ListState<EventSummary> {
  /** What is asked for is rare: it was searched up to this time, and nothing goes on by itself. */
  readonly searchedTo: string | undefined;
  readonly goOn: () => void;
  readonly isSearching: boolean;
}

/** The events that match, page after page; a search for what is rare stops and asks. */
export function useEventRows(filter: EventFilterInput, sort: EventSort): EventRows {
  const query = useInfiniteQuery(listQuery(filter, sort));
  const { data, hasNextPage, isFetching, error } = query;
  const [allowed, setAllowed] = useState(UNASKED);
  const pages = data?.pages ?? [];
  const searchedTo = hasNextPage ? pages.at(-1)?.searchedTo : undefined;
  const short = pages.length - 1 - pages.findLastIndex((page) => page.searchedTo === undefined);
  const isAllowed = searchedTo === undefined || short < allowed;
  const state = useRows(query);
  const searchesNow = searchedTo !== undefined && isAllowed && state.rows.length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question starts again.
  useEffect(() => setAllowed(UNASKED), [JSON.stringify(filter), sort]);
  // Without rows there is no end of a list that could come into view.
  useEffect(() => {
    if (searchesNow && !isFetching && !error) void query.fetchNextPage();
  }, [searchesNow, isFetching, error, query.fetchNextPage]);
  return {
    ...state,
    isPending: state.isPending || (searchesNow && !error),
    hasMore: state.hasMore && isAllowed,
    searchedTo: isAllowed ? undefined : searchedTo,
    goOn: () => {
      setAllowed(short + MORE);
      void query.fetchNextPage();
    },
    isSearching: isFetching,
  };
}
