import { type Fields, isObject } from "../../objects.ts";
import { type Access, ProviderError, type RegisteredWebhook, type WebhookApi } from "../../provider-api.ts";
import { ask, objectsOf, RefusedError } from "./request.ts";

export const webhooks: WebhookApi = {
  list: async (access) => objectsOf((await ask(access, "GET", "webhook")).body).map(present),
  async create(access, url, events) {
    const { body } = await ask(access, "POST", "webhook", { json: { url, events: events.map(selector) } });
    if (typeof body.signature_key !== "string")
      throw new ProviderError("unavailable", "Close's answer holds no signature key.");
    return { ...present(body), secret: body.signature_key };
  },
  async update(access, id, events) {
    const json = { events: events.map(selector), status: "active" };
    return present((await ask(access, "PUT", `webhook/${encodeURIComponent(id)}`, { json })).body);
  },
  remove,
};

async function remove(access: Access, id: string): Promise<void> {
  try {
    await ask(access, "DELETE", `webhook/${encodeURIComponent(id)}`);
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 404) throw error;
  }
}

/** `activity.call.updated` is the action `updated` of the object type `activity.call`. */
function selector(type: string) {
  const dot = type.lastIndexOf(".");
  return { object_type: type.slice(0, dot), action: type.slice(dot + 1) };
}

function present({ id, url, status, events }: Fields): RegisteredWebhook {
  return {
    id: String(id),
    url: String(url),
    isEnabled: status === "active",
    events: (Array.isArray(events) ? events : [])
      .filter(isObject)
      .map(({ object_type, action }) => `${object_type}.${action}`),
  };
}
