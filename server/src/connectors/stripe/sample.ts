import { randomBytes } from "node:crypto";
import Stripe from "stripe";
import { type Fields, sampleNamed } from "../objects.ts";
import charge from "./fixtures/charge.json" with { type: "json" };
import customer from "./fixtures/customer.json" with { type: "json" };
import invoice from "./fixtures/invoice.json" with { type: "json" };
import paymentIntent from "./fixtures/payment_intent.json" with { type: "json" };
import price from "./fixtures/price.json" with { type: "json" };
import product from "./fixtures/product.json" with { type: "json" };
import subscription from "./fixtures/subscription.json" with { type: "json" };
import { SIGNATURE_HEADER } from "./verify.ts";

interface Sample {
  readonly object: Fields;
  /** What the object of this type has different from the fixture. */
  readonly now?: Fields;
  /** Makes it an update: the same fields before it. */
  readonly before?: Fields;
}

const invoiceNumber = "HVN4L1CT-0007";
const open = { status: "open", number: invoiceNumber };
const paid = {
  ...open,
  status: "paid",
  attempted: true,
  attempt_count: 1,
  amount_paid: 5929,
  amount_remaining: 0,
};
const failure = { code: "card_declined", message: "The card was declined.", type: "card_error" };

const SAMPLES: Readonly<Record<string, Sample>> = {
  "customer.created": { object: customer },
  "customer.updated": {
    object: customer,
    now: { phone: "+31 10 555 0199" },
    before: { phone: customer.phone },
  },
  "customer.deleted": { object: customer },
  "customer.subscription.created": { object: subscription },
  "customer.subscription.updated": {
    object: subscription,
    now: { cancel_at_period_end: true, cancel_at: 2592000 },
    before: { cancel_at_period_end: false, cancel_at: null },
  },
  "customer.subscription.deleted": {
    object: subscription,
    now: {
      status: "canceled",
      cancellation_details: { comment: null, feedback: null, reason: "cancellation_requested" },
    },
  },
  "invoice.created": { object: invoice },
  "invoice.finalized": { object: invoice, now: open },
  "invoice.updated": { object: invoice, now: open, before: { status: "draft", number: null } },
  "invoice.paid": { object: invoice, now: paid },
  "invoice.payment_succeeded": { object: invoice, now: paid },
  "invoice.payment_failed": { object: invoice, now: { ...open, attempted: true, attempt_count: 1 } },
  "invoice.voided": { object: invoice, now: { ...open, status: "void" } },
  "charge.succeeded": { object: charge },
  "charge.failed": {
    object: charge,
    now: { status: "failed", paid: false, captured: false, amount_captured: 0, failure_code: failure.code },
  },
  "charge.refunded": {
    object: charge,
    now: { refunded: true, amount_refunded: charge.amount },
    before: { refunded: false, amount_refunded: 0 },
  },
  "product.created": { object: product },
  "product.updated": { object: product, now: { name: "Lamp monitor 60" }, before: { name: product.name } },
  "product.deleted": { object: product },
  "price.created": { object: price },
  "price.updated": { object: price, now: { active: false }, before: { active: true } },
  "price.deleted": { object: price },
  "payment_intent.created": { object: paymentIntent },
  "payment_intent.succeeded": {
    object: paymentIntent,
    now: { status: "succeeded", amount_received: paymentIntent.amount, latest_charge: charge.id },
  },
  "payment_intent.payment_failed": {
    object: paymentIntent,
    now: { status: "requires_payment_method", last_payment_error: failure },
  },
  "payment_intent.canceled": {
    object: paymentIntent,
    now: { status: "canceled", cancellation_reason: "requested_by_customer" },
  },
};

export const sampleTypes: readonly string[] = Object.keys(SAMPLES);

const SAMPLE_ID = "evt_sample_";
export const isSample = (eventId: string): boolean => eventId.startsWith(SAMPLE_ID);

/**
 * A signed event of one of `sampleTypes` about a made-up test object; `now` in milliseconds.
 * @throws RangeError for any other type.
 */
export function sample(
  type: string,
  secret: string,
  now: number,
): { rawBody: Buffer; headers: Record<string, string> } {
  const { object, now: changed, before } = sampleNamed(SAMPLES, type, "Stripe");
  const created = Math.floor(now / 1000);
  const event = {
    id: `${SAMPLE_ID}${randomBytes(12).toString("hex")}`,
    object: "event",
    api_version: Stripe.API_VERSION,
    created,
    data: { object: { ...object, created, ...changed }, ...(before && { previous_attributes: before }) },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  };
  const payload = JSON.stringify(event, null, 2);
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: created });
  return { rawBody: Buffer.from(payload), headers: { [SIGNATURE_HEADER]: header } };
}
