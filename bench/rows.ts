import type { EventRow } from "@sluice/server/events";
import { stripe } from "../server/src/connectors/stripe/index.ts";
import { eventRow } from "../server/src/events/event-row.ts";
import type { Job } from "./stand.ts";
import { type StripeEvent, signatureOf } from "./stripe-events.ts";

/** The row that the receiving path makes of an event, made by the same function. */
export function rowOf(job: Pick<Job, "id">, { payload }: StripeEvent): EventRow {
  const envelope = stripe.envelope(JSON.parse(payload), {});
  if (typeof envelope === "string") throw new Error(envelope);
  return eventRow(
    { workspaceId: "default", jobId: job.id, connector: stripe, patterns: ["*"] },
    {
      headers: {
        host: "127.0.0.1",
        accept: "*/*; q=0.5, application/xml",
        "cache-control": "no-cache",
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "content-type": "application/json; charset=utf-8",
        "content-length": String(payload.length),
        "stripe-signature": signatureOf(payload, Date.now()),
      },
      rawBody: Buffer.from(payload),
      ip: "127.0.0.1",
    },
    envelope,
  );
}

/** `items` in pieces of at most `size`. */
export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
