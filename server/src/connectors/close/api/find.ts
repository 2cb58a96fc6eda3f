import type { Access, Snapshot } from "../../provider-api.ts";
import { ask, objectsOf, RefusedError } from "./request.ts";
import { resourceOf } from "./resources.ts";
import { snapshotOf } from "./snapshots.ts";

/** One object as it is now. */
export async function find(access: Access, collection: string, id: string): Promise<Snapshot | undefined> {
  const gone = (at: number): Snapshot => ({
    collection,
    id,
    operation: "delete",
    document: {},
    at: at * 1000,
    knownAt: at * 1000,
  });
  // Each kind of activity has a path of its own, and an id does not say the kind.
  if (collection === "activities") {
    const { body, at } = await ask(access, "GET", "activity", { query: { id__in: id } });
    const found = objectsOf(body).find((activity) => activity.id === id);
    return found ? snapshotOf(collection, found, at) : gone(at);
  }
  const resource = resourceOf(collection);
  if (!resource?.byId) return undefined;
  try {
    const { body, at } = await ask(access, "GET", `${resource.paths[0]}/${encodeURIComponent(id)}`);
    // A lead that was merged into another may answer as that one.
    return body.id === id ? snapshotOf(collection, body, at) : gone(at);
  } catch (error) {
    if (error instanceof RefusedError && error.status === 404) return gone(error.at);
    throw error;
  }
}
