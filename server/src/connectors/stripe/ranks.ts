import type { Fields } from "../objects.ts";
import { operationOf } from "./objects.ts";

/**
 * Rank of a status among the events of one second (RULES 17), 20..39. Only moves that Stripe never
 * takes back may differ in rank: `past_due` and `active` swap freely and share one.
 */
const STATUS_RANKS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  invoice: { draft: 20, open: 24, uncollectible: 28, paid: 32, void: 32 },
  subscription: {
    incomplete: 20,
    trialing: 26,
    active: 26,
    past_due: 26,
    unpaid: 26,
    paused: 26,
    incomplete_expired: 39,
    canceled: 39,
  },
  payment_intent: { succeeded: 36, canceled: 36 },
  setup_intent: { succeeded: 36, canceled: 36 },
  charge: { pending: 20, succeeded: 30, failed: 30 },
  "checkout.session": { open: 20, complete: 30, expired: 30 },
  payout: { pending: 20, in_transit: 22, paid: 26, failed: 30, canceled: 30 },
  // A refund that succeeded may still fail at the bank; nothing leads back.
  refund: { pending: 20, requires_action: 20, succeeded: 26, failed: 30, canceled: 30 },
  topup: { pending: 20, succeeded: 26, failed: 26, canceled: 26, reversed: 30 },
  quote: { draft: 20, open: 24, accepted: 30, canceled: 30 },
  subscription_schedule: { not_started: 20, active: 24, completed: 30, released: 30, canceled: 30 },
  credit_note: { issued: 20, void: 30 },
};

const CREATED = 10;
const UPDATED = 20;
const DELETED = 80;

/** 10 created, 20..39 by status, 80 deleted. */
export function rankOf(type: string, object: Fields): number {
  if (operationOf(type, object) === "delete") return DELETED;
  // `customer.source.created` means attached: such a source may have had events before.
  if (type.endsWith(".created") && object.object !== "source") return CREATED;
  const rank = statusRank(object);
  if (object.object === "charge" && object.captured === true && object.status === "succeeded")
    return rank + 2;
  if (object.object === "checkout.session" && rank === 30 && object.payment_status !== "unpaid")
    return rank + 2;
  return rank;
}

function statusRank(object: Fields): number {
  const { object: name, status } = object;
  if (typeof name !== "string" || typeof status !== "string" || !Object.hasOwn(STATUS_RANKS, name))
    return UPDATED;
  const ranks = STATUS_RANKS[name]!;
  return Object.hasOwn(ranks, status) ? ranks[status]! : UPDATED;
}
