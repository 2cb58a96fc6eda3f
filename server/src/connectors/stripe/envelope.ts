import type { Envelope, Mapping } from "../connector.ts";
import { type Fields, isObject, MAX_ID_LENGTH, terms } from "../objects.ts";
import { collectionOf, identify, operationOf } from "./objects.ts";
import { rankOf } from "./ranks.ts";
import { isThin, mapThin, thinEnvelope } from "./thin.ts";

/** Beyond this, microseconds are no longer exact in a double (the year 2255). */
const MAX_CREATED = Math.floor(Number.MAX_SAFE_INTEGER / 1_000_000);

const TERM_FIELDS = [
  "customer",
  "email",
  "number",
  "name",
  "subscription",
  "invoice",
  "payment_intent",
  "charge",
  "customer_email",
  "receipt_email",
] as const;

interface Head {
  readonly event: Fields;
  readonly eventId: string;
  readonly type: string;
  /** Whole seconds. */
  readonly created: number;
  readonly object: unknown;
}

/** Reads a verified body; a string says why it is not one of Stripe's events. Never throws. */
export function envelope(payload: unknown): Envelope | string {
  if (isThin(payload)) return thinEnvelope(payload);
  const head = readHead(payload);
  if (typeof head === "string") return head;
  const { event, eventId, type, created, object } = head;
  const identity = identify(type, object, event.account);
  const known = typeof identity === "string" ? undefined : identity;
  const tieKey = known && `${known.id}@${created}`;
  return {
    eventId,
    type,
    at: created * 1_000_000,
    terms: termsOf(head, tieKey),
    ...(known && { objectId: known.id }),
    ...(tieKey && { tieKey }),
    ...(typeof event.api_version === "string" && { apiVersion: event.api_version }),
    ...whose(event),
  };
}

/** Of which mode an event is, and of which connected account; an event of the endpoint's own names none. */
const whose = ({ livemode, account }: Fields): { livemode?: boolean; account?: string } => ({
  ...(typeof livemode === "boolean" && { livemode }),
  ...(typeof account === "string" && account !== "" && { account }),
});

/** Every object with an identity lands in the collection named after it; the rest is ignored, with the reason. */
export function map(payload: unknown): Mapping {
  if (isThin(payload)) return mapThin(payload);
  const head = readHead(payload);
  if (typeof head === "string") return { kind: "ignored", reason: head };
  const identity = identify(head.type, head.object, head.event.account);
  if (typeof identity === "string") return { kind: "ignored", reason: identity };
  const document = head.object as Fields;
  return {
    kind: "change",
    collection: collectionOf(identity.name),
    id: identity.id,
    operation: operationOf(head.type, document),
    document,
    at: head.created * 1_000_000,
    rank: rankOf(head.type, document),
    ...whose(head.event),
  };
}

function readHead(payload: unknown): Head | string {
  if (!isObject(payload)) return "the body is not a JSON object";
  const { id, type, created, data } = payload;
  if (typeof id !== "string" || id === "") return "the event has no id";
  if (id.length > MAX_ID_LENGTH) return `the event's id is longer than ${MAX_ID_LENGTH} characters`;
  if (typeof type !== "string" || type === "") return "the event has no type";
  if (type.length > MAX_ID_LENGTH) return `the event's type is longer than ${MAX_ID_LENGTH} characters`;
  if (typeof created !== "number" || !Number.isInteger(created))
    return "created is not a whole number of seconds";
  if (created < 0 || created > MAX_CREATED) return "created is out of range";
  return { event: payload, eventId: id, type, created, object: isObject(data) ? data.object : undefined };
}

function termsOf({ type, event, object }: Head, tieKey: string | undefined): string[] {
  const found = terms([`type:${type}`, tieKey]);
  found.add(event.account);
  if (!isObject(object)) return found.all;
  // Where the tie key begins with the account, the object's own id is another.
  if (!tieKey?.startsWith(`${object.id}@`)) found.add(object.id);
  for (const field of TERM_FIELDS) found.add(object[field]);
  if (isObject(object.customer_details)) found.add(object.customer_details.email);
  if (isObject(object.billing_details)) found.add(object.billing_details.email);
  // Since API version 2025-03-31 an invoice names its subscription here.
  const parent = isObject(object.parent) ? object.parent.subscription_details : undefined;
  if (isObject(parent)) found.add(parent.subscription);
  return found.all;
}
