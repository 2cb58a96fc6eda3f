import type { EventDetail, EventPage, EventSummary } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { filterOf, listSearch } from "../events/search.ts";

/** A rare filter may answer some empty pages before it finds one. */
const MOST_PAGES = 5;
const EVENT_ID = /^evt_[0-9A-Z]{26}$/;
const NEIGHBOUR_FRESH_MS = 30_000;

/** Asked again once the event is settled anew; the destination is asked, so a failure is shown and not repeated. */
export const documentQuery = ({ id, settledAt, status }: EventDetail) => {
  const options = api.events.document.queryOptions({ params: { id } });
  return {
    ...options,
    queryKey: [...options.queryKey, status, settledAt] as unknown as typeof options.queryKey,
    retry: false,
  };
};

export const relatedQuery = ({ id, jobId }: EventDetail) => ({
  ...api.events.related.queryOptions({ params: { id } }),
  meta: { live: `job:${jobId}` as const },
});

export const auditQuery = (id: string) =>
  api.events.audit.queryOptions({ params: { id }, query: { limit: 50 } });

/** How many events are failed for the same cause as this one. */
export const sameCauseQuery = ({ jobId, error }: EventDetail) => ({
  ...api.events.facets.queryOptions({ query: { jobId: [jobId], failure: error?.group ?? "" } }),
  enabled: error?.group !== undefined,
});

/** The events above and below this one in the list that led here; in all events when none did. */
export function useNeighbours(id: string, list: string | undefined) {
  const ask = (direction: "previous" | "next") => ({
    queryKey: [...api.events.key(), "neighbour", direction, id, list ?? ""],
    queryFn: ({ signal }: { signal: AbortSignal }) => neighbour(id, list, direction, signal),
    staleTime: NEIGHBOUR_FRESH_MS,
    enabled: EVENT_ID.test(id),
  });
  return { previous: useQuery(ask("previous")).data?.id, next: useQuery(ask("next")).data?.id };
}

type ListQuery = NonNullable<NonNullable<Parameters<typeof api.events.list>[0]>["query"]>;

async function neighbour(
  id: string,
  list: string | undefined,
  direction: "previous" | "next",
  signal: AbortSignal,
): Promise<EventSummary | null> {
  const search = listSearch(list);
  let cursor: string | null = direction === "next" ? id : `-${id}`;
  for (let pages = 0; cursor !== null && pages < MOST_PAGES; pages += 1) {
    const query: ListQuery = { ...filterOf(search), sort: search.sort ?? "newest", limit: 1, cursor };
    const page: EventPage = await api.events.list({ query }, { signal });
    const [found] = page.data;
    if (found || !page.searchedTo) return found ?? null;
    cursor = direction === "next" ? page.nextCursor : page.prevCursor;
  }
  return null;
}
