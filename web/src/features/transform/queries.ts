import type { Filter, Transform, TriedEvent } from "@sluice/shared/transforms";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const LOOKED_AT = 50;

export interface Draft {
  readonly filter: Filter | null;
  readonly transform: Transform | null;
}

/** A draft on the newest events (of a type, or one alone). A question, although it is posted. */
export const tryQuery = (
  jobId: string,
  draft: Draft,
  about: { type?: string | undefined; event?: string | undefined },
) =>
  queryOptions({
    queryKey: [...api.syncJobs.tryTransform.key(), jobId, draft, about] as const,
    queryFn: ({ signal }) =>
      api.syncJobs.tryTransform(
        {
          params: { jobId },
          body: {
            ...draft,
            limit: LOOKED_AT,
            ...(about.type && { type: about.type }),
            ...(about.event && { eventIds: [about.event] }),
          },
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });

export const OUTCOME_WORDS: Readonly<Record<TriedEvent["outcome"], string>> = {
  stored: "Stored",
  removes: "Removes the document",
  left_out: "Left out",
  failed: "Fails",
  ignored: "No document",
  not_tried: "Not tried",
};

/** Paths of an object's fields, two levels deep, for completion. */
export function pathsOf(document: Readonly<Record<string, unknown>> | null | undefined): string[] {
  const found: string[] = ["$.type", "$.collection"];
  for (const [key, value] of Object.entries(document ?? {})) {
    if (!/^[A-Za-z_]\w*$/.test(key) || key === "_id") continue;
    found.push(`$.object.${key}`);
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    for (const inner of Object.keys(value))
      if (/^[A-Za-z_]\w*$/.test(inner)) found.push(`$.object.${key}.${inner}`);
  }
  return found.slice(0, 200);
}
