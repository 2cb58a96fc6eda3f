import type { Fields } from "../../objects.ts";
import { type Access, ProviderError, type Snapshot } from "../../provider-api.ts";
import { stripesIdOf } from "../objects.ts";
import { resources } from "../resources.ts";
import { ask, MissingError } from "./request.ts";

/** One object as it is now. Only Stripe's own word for a thing that it does not have counts as gone. */
export async function find(access: Access, collection: string, id: string): Promise<Snapshot | undefined> {
  const resource = resources.find((one) => one.collection === collection);
  const ownId = resource && stripesIdOf(resource.object, id, access.account);
  if (!resource || ownId === undefined) return undefined;
  const found = (operation: Snapshot["operation"], document: Fields, at: number): Snapshot => ({
    collection,
    id,
    operation,
    document,
    at: at * 1000,
    knownAt: at * 1000,
  });
  try {
    const { body, at } = await ask(access, "GET", `${resource.path}/${encodeURIComponent(ownId)}`);
    if (body.deleted === true) return found("delete", {}, at);
    if (body.id !== ownId)
      throw new ProviderError("unavailable", `Stripe answered with another object than ${ownId}.`);
    return found("upsert", body, at);
  } catch (error) {
    // A test key asking for a live object, or the other way round, is told so: the object exists.
    if (!(error instanceof MissingError) || /similar object exists/i.test(error.message)) throw error;
    return found("delete", {}, error.at);
  }
}
