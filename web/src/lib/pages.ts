import { useMemo } from "react";

/** What a DataTable needs to know about its rows. */
export interface ListState<Row> {
  readonly rows: readonly Row[];
  readonly isPending: boolean;
  readonly isFetching: boolean;
  /** Shown while what was asked for is on its way: the rows of before. */
  readonly isStale: boolean;
  readonly error: Error | null;
  readonly onRetry: () => unknown;
  readonly hasMore: boolean;
  readonly onMore: () => unknown;
}

/** What is used of a `useInfiniteQuery`. */
interface PagesQuery<Row> {
  readonly data: { readonly pages: readonly { readonly data: readonly Row[] }[] } | undefined;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isPlaceholderData: boolean;
  readonly error: Error | null;
  readonly hasNextPage: boolean;
  readonly refetch: () => unknown;
  readonly fetchNextPage: () => unknown;
}

/** The pages of a cursor list as one: `const events = useInfiniteQuery(…)`, `<DataTable {...useRows(events)} />`. */
export function useRows<Row>(query: PagesQuery<Row>): ListState<Row> {
  const { data, isPending, isFetching, isFetchingNextPage, isPlaceholderData, error, hasNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  return {
    rows,
    isPending,
    isFetching,
    isStale: isPlaceholderData,
    error,
    onRetry: query.refetch,
    hasMore: hasNextPage && !isFetchingNextPage && !error,
    onMore: query.fetchNextPage,
  };
}
