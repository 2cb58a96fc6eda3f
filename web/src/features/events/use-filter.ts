import type { EventFilterInput } from "@sluice/shared/events";
import { useMemo } from "react";
import { type EventsSearch, FILTER_KEYS, filterOf } from "./search.ts";

const SAME_FOR_MS = 300_000;
/** "Last hour" begins at the same minute for who goes to an event and comes back: the list is still there. */
const asked = new Map<string, { readonly at: number; readonly filter: EventFilterInput }>();

export function useFilter(search: EventsSearch): EventFilterInput {
  const key = JSON.stringify(FILTER_KEYS.map((name) => search[name]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says all that is used of `search`.
  return useMemo(() => {
    const now = Date.now();
    for (const [other, { at }] of asked) if (at < now - SAME_FOR_MS) asked.delete(other);
    const known = asked.get(key) ?? { at: now, filter: filterOf(search, now) };
    asked.set(key, known);
    return known.filter;
  }, [key]);
}
