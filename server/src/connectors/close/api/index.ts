import { isObject } from "../../objects.ts";
import { type Access, type Identity, type ProviderApi, ProviderError } from "../../provider-api.ts";
import { changes, REACH_MS } from "./changes.ts";
import { find } from "./find.ts";
import { list } from "./list.ts";
import { ask, objectsOf } from "./request.ts";
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

/** A key belongs to one organization, and the person it is of may be in several: then what it lists tells which. */
async function identify(access: Access): Promise<Identity> {
  const { body } = await ask(access, "GET", "me");
  const organizations = Array.isArray(body.organizations) ? body.organizations.filter(isObject) : [];
  const listed = organizations.length > 1 ? await organizationOfLeads(access) : undefined;
  const organization = organizations.find(({ id }) => id === listed) ?? organizations[0];
  const account = listed ?? organization?.id ?? body.organization_id;
  if (typeof account !== "string") throw new ProviderError("unavailable", "Close names no organization.");
  return { account, ...(typeof organization?.name === "string" && { name: organization.name }) };
}

async function organizationOfLeads(access: Access): Promise<string | undefined> {
  const { body } = await ask(access, "GET", "lead", { query: { _limit: 1, _fields: "id,organization_id" } });
  const found = objectsOf(body)[0]?.organization_id;
  return typeof found === "string" ? found : undefined;
}
