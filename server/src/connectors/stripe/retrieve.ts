import Stripe from "stripe";
import type { Retrieved } from "../connector.ts";
import { isObject } from "../objects.ts";
import { send } from "./client.ts";
import { resources } from "./resources.ts";

/** Of other objects nothing is asked, for a 404 would say nothing. */
const PATHS: ReadonlyMap<string, string> = new Map(resources.map(({ object, path }) => [object, path]));

/**
 * The object of an event as Stripe has it now, in the event's API version and account; undefined where Stripe has no
 * such thing to ask for, or says that it is gone.
 * @throws Stripe's errors: the key is refused, too many requests, no answer.
 */
export async function retrieve(
  payload: unknown,
  { apiKey, baseUrl }: { apiKey: string; baseUrl?: string | undefined },
): Promise<Retrieved | undefined> {
  const event = isObject(payload) ? payload : {};
  const object = isObject(event.data) && isObject(event.data.object) ? event.data.object : {};
  const path = PATHS.get(String(object.object));
  if (!path || typeof object.id !== "string") return undefined;
  const startedAt = performance.now();
  let found: Stripe.Response<Record<string, unknown>>;
  try {
    found = await send(
      {
        apiKey,
        baseUrl,
        retries: 2,
        version: typeof event.api_version === "string" ? event.api_version : undefined,
        account: typeof event.account === "string" ? event.account : undefined,
      },
      "GET",
      `/v1/${path}/${encodeURIComponent(object.id)}`,
    );
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404)
      return undefined;
    throw error;
  }
  if (found.deleted === true || found.id !== object.id) return undefined;
  const { lastResponse, ...current } = found;
  const date = Date.parse(lastResponse.headers.date ?? "");
  if (!Number.isFinite(date)) throw new Error("Stripe's answer has no Date header");
  return { object: current, date, tookMs: performance.now() - startedAt };
}
