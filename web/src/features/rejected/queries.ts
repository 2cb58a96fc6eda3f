import type { AdmitResult } from "@sluice/shared/rejected";
import { keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import type { Asked } from "./search.ts";

const PAGE = 100;
const MOST_AT_ONCE = 100;

export const rejectedQuery = (asked: Asked) => ({
  ...api.rejected.list.infiniteOptions({ query: { ...asked, limit: PAGE } }),
  placeholderData: keepPreviousData,
  meta: { live: "*" as const },
});

export const requestQuery = (id: string) => api.rejected.get.queryOptions({ params: { id } });

/** Stores requests as events. */
export function useLetIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (ids: readonly string[]): Promise<AdmitResult> => {
      const all: AdmitResult = { results: [], missing: 0 };
      for (let next = 0; next < ids.length; next += MOST_AT_ONCE) {
        const some = await api.rejected.admit({ body: { ids: ids.slice(next, next + MOST_AT_ONCE) } });
        all.results.push(...some.results);
        all.missing += some.missing;
      }
      return all;
    },
    onSettled: () =>
      Promise.all(
        [api.rejected.key(), api.overview.key(), api.events.key(), api.syncJobs.key()].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
