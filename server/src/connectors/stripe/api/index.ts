import type { Access, Identity, ProviderApi } from "../../provider-api.ts";
import { changes, REACH_MS } from "./changes.ts";
import { find } from "./find.ts";
import { entities, list } from "./list.ts";
import { ask } from "./request.ts";
import { webhooks } from "./webhooks.ts";

/** Stripe's API (https://docs.stripe.com/api), version 1. */
export const api: ProviderApi = {
  entities,
  changesReach: REACH_MS,
  identify,
  list,
  changes,
  find,
  webhooks,
};

async function identify(access: Access): Promise<Identity> {
  const { body } = await ask(access, "GET", "account");
  const settings = body.settings as { dashboard?: { display_name?: unknown } } | undefined;
  const name = settings?.dashboard?.display_name;
  // An account does not say the mode; its keys do: sk_live_…, rk_test_….
  const mode = /^[a-z]+_(live|test)_/.exec(access.apiKey)?.[1];
  return {
    account: String(body.id),
    ...(typeof name === "string" && name !== "" && { name }),
    ...(mode && { livemode: mode === "live" }),
  };
}
