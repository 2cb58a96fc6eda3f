import type { BulkKind, BulkSelectionInput } from "@sluice/shared/bulk";
import { keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const LATEST = 20;

/** What it would be done to, counted when it is asked. */
export const previewQuery = (kind: BulkKind, selection: BulkSelectionInput) => ({
  queryKey: [...api.bulk.key({ op: "preview" }), kind, selection],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api.bulk.preview({ body: { kind, ...selection } }, { signal }),
  placeholderData: keepPreviousData,
  staleTime: 0,
});

/** The latest of the workspace, asked again when the server tells that one got further. */
export const latestQuery = () => ({
  ...api.bulk.list.queryOptions({ query: { limit: LATEST } }),
  meta: { live: "bulk" as const },
});

/** Those whose end is to be told: also one that was done before it was seen at work. */
export const followed = new Set<string>();

export function useStart(kind: BulkKind) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BulkSelectionInput) =>
      kind === "retry" ? api.bulk.retry({ body }) : api.bulk.replay({ body }),
    onSuccess: ({ id }) => {
      followed.add(id);
      return client.invalidateQueries({ queryKey: api.bulk.key({ op: "list" }) });
    },
  });
}
