import type { Operation } from "../connector.ts";
import { type Fields, isObject, MAX_ID_LENGTH, pluralOf } from "../objects.ts";

const OBJECT_NAME = /^[a-z][a-z0-9_.]{0,63}$/;

/** Objects of which an account has one, and which therefore carry no id. */
const SINGLETONS = new Set(["balance", "balance_settings", "tax.settings"]);
/** Objects without an id of which each customer has one. */
const ONE_PER_CUSTOMER = new Set(["cash_balance", "entitlements.active_entitlement_summary"]);

/** Objects whose ids people choose: those of two accounts may be equal. */
const NAMED_BY_PEOPLE = new Set(["coupon", "plan", "product", "sku"]);

/** Events named `*.deleted` after which Stripe still serves the object by its id. */
const ENDED_NOT_DELETED = new Set(["customer.subscription.deleted"]);

/** Identity of an event's object, or why it has none. */
export function identify(
  type: string,
  object: unknown,
  account: unknown,
): { readonly name: string; readonly id: string } | string {
  if (!isObject(object)) return "the event carries no object";
  const name = object.object;
  if (typeof name !== "string" || !OBJECT_NAME.test(name)) return "the event's object has no type name";
  // A preview: recent API versions give it an id that no request answers to.
  if (type === "invoice.upcoming") return "invoice.upcoming is a preview without an id of its own";
  const id = ownId(name, object, account);
  if (id === undefined) return `${name} objects have no id`;
  if (id.length > MAX_ID_LENGTH) return `the object's id is longer than ${MAX_ID_LENGTH} characters`;
  return { name, id };
}

function ownId(name: string, object: Fields, account: unknown): string | undefined {
  if (typeof object.id === "string" && object.id !== "") return idOf(name, object.id, account);
  if (SINGLETONS.has(name)) return isConnected(account) ? account : underscored(name);
  if (ONE_PER_CUSTOMER.has(name) && typeof object.customer === "string" && object.customer)
    return object.customer;
  return undefined;
}

/** Under which an object is stored, by its type's name; `account` is the connected one that it is of. */
export const idOf = (name: string, id: string, account: unknown): string =>
  NAMED_BY_PEOPLE.has(name) && isConnected(account) ? `${account}:${id}` : id;

/** What `idOf` was made of; undefined where the object is another account's. */
export function stripesIdOf(name: string, id: string, account: string | undefined): string | undefined {
  if (!NAMED_BY_PEOPLE.has(name)) return id;
  const [, prefix, own] = /^(acct_\w+):(.+)$/s.exec(id) ?? [undefined, undefined, id];
  return prefix === account ? own : undefined;
}

const isConnected = (account: unknown): account is string => typeof account === "string" && account !== "";

/** `issuing.card` → `issuing_cards`, `capability` → `capabilities`, `tax.settings` → `tax_settings`. */
export const collectionOf = (name: string): string => pluralOf(underscored(name));

const underscored = (name: string) => name.replaceAll(".", "_");

/** A deletion is what makes Stripe answer 404 or `deleted: true`, whatever the event is called. */
export function operationOf(type: string, object: Fields): Operation {
  if (object.deleted === true) return "delete";
  if (!type.endsWith(".deleted") || ENDED_NOT_DELETED.has(type)) return "upsert";
  // A detached source is `consumed` but stays retrievable.
  return object.object === "source" ? "upsert" : "delete";
}
