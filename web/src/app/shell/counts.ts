import { createStore, useStore } from "../../lib/store.ts";

export interface Counts {
  readonly failed?: number;
  readonly rejected?: number;
}

/** What the navigation shows beside Events and Rejected. */
export const counts = createStore<Counts>({});
export const useCounts = (): Counts => useStore(counts);
