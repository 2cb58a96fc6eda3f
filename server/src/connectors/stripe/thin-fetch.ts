import Stripe from "stripe";
import type { Mapping } from "../connector.ts";
import type { Access } from "../provider-api.ts";
import { asProviderError, untilAborted } from "./api/request.ts";
import { send } from "./client.ts";
import { changeOf, isThin, mapThin, readThin } from "./thin.ts";

/**
 * The object of a thin event as Stripe has it now, at the event's time: it is at least as new as the event, so of
 * all events of an object the last one leaves the state that the object has.
 * @throws ProviderError, and what `access.signal` was aborted with.
 */
export async function fetchObject(payload: unknown, _type: string, access: Access): Promise<Mapping> {
  if (!isThin(payload)) return { kind: "ignored", reason: "the event is no thin one" };
  const thin = readThin(payload);
  if (typeof thin === "string" || !thin.about) return mapThin(payload);
  const { path, collection, id } = thin.about;
  const about = { collection, id };
  const { apiKey, baseUrl, signal } = access;
  const caller = { apiKey, baseUrl, version: Stripe.API_VERSION, context: thin.account };
  try {
    const { lastResponse: _, ...document } = await untilAborted(send(caller, "GET", path), signal);
    return changeOf(thin, about, document.deleted === true ? "delete" : "upsert", document);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    if (error.statusCode === 404)
      return {
        kind: "ignored",
        reason: "Stripe does not have the object of this event, or not for the job's API key",
        about,
      };
    throw asProviderError(error);
  }
}
