import { type Fields, isObject } from "../../objects.ts";
import { type Access, type Entity, type ObjectPage, ProviderError } from "../../provider-api.ts";
import { idOf } from "../objects.ts";
import { type Resource, resources } from "../resources.ts";
import { type Answer, ask, MissingError } from "./request.ts";

const PAGE = 100;

const listed = resources.filter((resource): resource is Resource & { title: string } => !!resource.title);
export const entities: readonly Entity[] = listed.map(({ collection, title }) => ({ collection, title }));

/** The newest first, as Stripe lists. A cursor is `<created>:<id>` of the last object given. */
export async function list(access: Access, entity: string, cursor: string | undefined): Promise<ObjectPage> {
  const resource = listed.find(({ collection }) => collection === entity);
  if (!resource) throw new ProviderError("refused", `Stripe lists no ${entity}.`);
  const { body, at } = await pageAfter(access, resource, cursor);
  const objects = objectsOf(body);
  const last = objects.at(-1);
  return {
    snapshots: objects.map((document) => ({
      collection: entity,
      id: idOf(resource.object, String(document.id), access.account),
      operation: "upsert",
      document,
      at: at * 1000,
      knownAt: at * 1000,
    })),
    next: body.has_more === true && last ? `${last.created ?? ""}:${last.id}` : undefined,
  };
}

async function pageAfter(access: Access, resource: Resource, cursor: string | undefined): Promise<Answer> {
  const [, created, id] = /^(\d*):(.+)$/.exec(cursor ?? "") ?? [];
  const query = { ...resource.query, limit: PAGE };
  try {
    return await ask(access, "GET", resource.path, { ...query, starting_after: id });
  } catch (error) {
    // What the cursor names was deleted since: the rest is what was created no later, some of it once more.
    if (!(error instanceof MissingError) || error.param !== "starting_after" || !created) throw error;
    return ask(access, "GET", resource.path, { ...query, "created[lte]": created });
  }
}

export function objectsOf(body: Fields): readonly Fields[] {
  if (!Array.isArray(body.data)) throw new ProviderError("unavailable", "Stripe's answer is not a list.");
  return body.data.filter((one) => isObject(one) && typeof one.id === "string");
}
