import type { Fields } from "../../objects.ts";
import type { Snapshot } from "../../provider-api.ts";
import { microseconds } from "../times.ts";

/** An object's own update time, so that lists and webhooks agree (RULES 16). `at`: the answer's, in milliseconds. */
export const snapshotOf = (collection: string, document: Fields, at: number): Snapshot => ({
  collection,
  id: String(document.id),
  operation: "upsert",
  document,
  at: microseconds(document.date_updated) ?? at * 1000,
  knownAt: at * 1000,
});
