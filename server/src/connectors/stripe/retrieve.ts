import Stripe from "stripe";
import type { Retrieved } from "../connector.ts";
import { isObject } from "../objects.ts";
import { collectionOf } from "./objects.ts";

/** Objects that `GET /v1/<path>/<id>` answers. Of others nothing is asked, for a 404 would say nothing. */
const PATHS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...[
      "customer",
      "subscription",
      "invoice",
      "charge",
      "product",
      "price",
      "payment_intent",
      "setup_intent",
    ],
    ...[
      "refund",
      "payout",
      "plan",
      "coupon",
      "promotion_code",
      "dispute",
      "credit_note",
      "tax_rate",
      "quote",
    ],
    ...[
      "subscription_schedule",
      "invoiceitem",
      "payment_link",
      "payment_method",
      "transfer",
      "topup",
      "review",
    ],
    ...["checkout.session", "issuing.card", "issuing.cardholder", "issuing.authorization", "issuing.dispute"],
  ].map((name) => [name, name.includes(".") ? nested(name) : collectionOf(name)]),
);

function nested(name: string): string {
  const [group, last] = name.split(".") as [string, string];
  return `${group}/${collectionOf(last)}`;
}

/** Milliseconds for one attempt; the SDK makes three. */
const TIMEOUT_MS = 10_000;

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
  const path = PATHS[String(object.object)];
  if (!path || typeof object.id !== "string") return undefined;
  const stripe = new Stripe(apiKey, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 2,
    telemetry: false,
    ...(baseUrl && elsewhere(baseUrl)),
  });
  const startedAt = performance.now();
  let found: Stripe.Response<Record<string, unknown>>;
  try {
    found = await stripe.rawRequest("GET", `/v1/${path}/${encodeURIComponent(object.id)}`, undefined, {
      ...(typeof event.api_version === "string" && { apiVersion: event.api_version }),
      ...(typeof event.account === "string" && event.account !== "" && { stripeAccount: event.account }),
    });
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

function elsewhere(baseUrl: string): Stripe.StripeConfig {
  const { hostname, port, protocol } = new URL(baseUrl);
  return { host: hostname, port, protocol: protocol === "http:" ? "http" : "https" };
}
