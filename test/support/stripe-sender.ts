import { setTimeout as delay } from "node:timers/promises";
import Stripe from "stripe";
import * as z from "zod";

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 400;
const ANSWER_WITHIN_MS = 10_000;

export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
}

export interface Target {
  readonly url: string;
  readonly secret: string;
}

export interface Delivery {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const Acknowledgement = z.object({ id: z.string(), status: z.enum(["received", "filtered", "duplicate"]) });
export type Acknowledgement = z.infer<typeof Acknowledgement> & { readonly httpStatus: number };

/** The body and headers of an event as Stripe's own SDK signs them. */
export function signed(event: object | string, secret: string, timestamp = Math.floor(Date.now() / 1000)) {
  const payload = typeof event === "string" ? event : JSON.stringify(event);
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return { body: payload, headers: { "stripe-signature": header, "content-type": "application/json" } };
}

/** Sends once. */
export async function send(target: Target, event: object | string): Promise<Delivery> {
  const answer = await fetch(target.url, {
    method: "POST",
    ...signed(event, target.secret),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
}

/** Sends once and expects to be acknowledged. */
export async function acknowledged(target: Target, event: object | string): Promise<Acknowledgement> {
  const answer = await send(target, event);
  if (answer.status >= 300) throw new Error(`Answered ${answer.status} ${JSON.stringify(answer.body)}`);
  return { ...Acknowledgement.parse(answer.body), httpStatus: answer.status };
}

/**
 * Sends like Stripe: again and again until it is acknowledged. A refusal (4xx) is an error, for a genuine
 * event must not be refused; 503 and broken connections are what retries are for.
 */
export async function deliver(
  target: Target,
  event: StripeEvent,
  withinMs = 90_000,
): Promise<Acknowledgement> {
  const deadline = Date.now() + withinMs;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const answer = await send(target, event).catch((error: unknown) => error as Error);
    if (!(answer instanceof Error) && answer.status < 300)
      return { ...Acknowledgement.parse(answer.body), httpStatus: answer.status };
    const why = answer instanceof Error ? answer.message : `${answer.status} ${JSON.stringify(answer.body)}`;
    if (!(answer instanceof Error) && answer.status !== 503)
      throw new Error(`${event.id} was answered ${why}`);
    if (Date.now() > deadline) throw new Error(`${event.id} was never acknowledged: ${why}`);
    await delay(wait);
  }
}
