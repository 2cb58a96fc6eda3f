import type { EventDocument } from "@sluice/shared/events";
import { type Change, metadataOf, type Present, parseVersion, prefixOf } from "../destinations/index.ts";

type State = Pick<EventDocument, "state" | "stateOf" | "deletedAt"> & {
  /** The event that the present state is of, as its version names it. */
  readonly by?: string;
};

/** Whose state a destination holds of the object that `change` is about. */
export function stateOf(change: Change, { document, tombstone }: Present): State {
  const metadata = metadataOf(document);
  if (document) {
    const state = metadata.deleted === true ? "deleted" : "found";
    return { state, ...madeBy(change, metadata.version) };
  }
  if (!tombstone) return { state: "missing", stateOf: null };
  const deletedAt = tombstone.deletedAt.toISOString();
  return { state: "deleted", ...madeBy(change, tombstone.version), deletedAt };
}

function madeBy(change: Change, version: unknown): Pick<State, "stateOf" | "by"> {
  const stored = parseVersion(version);
  if (!stored) return { stateOf: "foreign" };
  const by = stored.eventId;
  const own = prefixOf(change);
  if (stored.prefix !== own) return { stateOf: stored.prefix > own ? "newer" : "older", by };
  return { stateOf: by === change.eventId ? "this" : "tied", by };
}
