import type { Fields } from "../../objects.ts";
import { type Access, ProviderError, type RegisteredWebhook, type WebhookApi } from "../../provider-api.ts";
import { objectsOf } from "./list.ts";
import { ask, MissingError } from "./request.ts";

const PATH = "webhook_endpoints";
/** An account has at most 16 endpoints in each mode, beside those of Connect. */
const PAGE = 100;

export const webhooks: WebhookApi = {
  takesAll: true,
  async list(access) {
    const found: RegisteredWebhook[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const { body } = await ask(access, "GET", PATH, { limit: PAGE, starting_after: after });
      found.push(...objectsOf(body).map(present));
      after = found.at(-1)?.id;
      more = body.has_more === true && after !== undefined;
    }
    return found;
  },
  async create(access, url, events) {
    const form = { url, enabled_events: events, description: "Sluice" };
    const { body } = await ask(access, "POST", PATH, {}, form);
    if (typeof body.secret !== "string")
      throw new ProviderError("unavailable", "Stripe's answer holds no signing secret.");
    return { ...present(body), secret: body.secret };
  },
  async update(access, id, events) {
    const form = { enabled_events: events, disabled: false };
    return present((await ask(access, "POST", `${PATH}/${encodeURIComponent(id)}`, {}, form)).body);
  },
  remove,
};

async function remove(access: Access, id: string): Promise<void> {
  try {
    await ask(access, "DELETE", `${PATH}/${encodeURIComponent(id)}`);
  } catch (error) {
    if (!(error instanceof MissingError)) throw error;
  }
}

function present({ id, url, status, enabled_events: events, application }: Fields): RegisteredWebhook {
  return {
    id: String(id),
    url: String(url),
    isEnabled: status === "enabled",
    events: Array.isArray(events) ? events.map(String) : [],
    ...(typeof application === "string" && application !== "" && { isOfConnected: true }),
  };
}
