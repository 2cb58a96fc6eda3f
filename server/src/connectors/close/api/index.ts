import { isObject } from "../../objects.ts";
import { type Access, type Identity, type ProviderApi, ProviderError } from "../../provider-api.ts";
import { changes, REACH_MS } from "./changes.ts";
import { find } from "./find.ts";
import { list } from "./list.ts";
import { ask } from "./request.ts";
import { resources } from "./resources.ts";
import { webhooks } from "./webhooks.ts";

/** Close's API (https://developer.close.com), version 1. */
export const api: ProviderApi = {
  entities: resources.map(({ collection, title }) => ({ collection, title })),
  changesReach: REACH_MS,
  identify,
  list,
  changes,
  find,
  webhooks,
};

/** A key belongs to one organization. */
async function identify(access: Access): Promise<Identity> {
  const { body } = await ask(access, "GET", "me");
  const [organization] = Array.isArray(body.organizations) ? body.organizations.filter(isObject) : [];
  const account = organization?.id ?? body.organization_id;
  if (typeof account !== "string") throw new ProviderError("unavailable", "Close names no organization.");
  return { account, ...(typeof organization?.name === "string" && { name: organization.name }) };
}
