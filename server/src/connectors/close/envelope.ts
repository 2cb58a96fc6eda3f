import type { Envelope, Mapping } from "../connector.ts";
import { isObject, terms } from "../objects.ts";
import { type Reading, read } from "./read.ts";

const CREATED = 10;
const UPDATED = 20;
const DELETED = 80;

const TERM_FIELDS = ["lead_id", "contact_id", "name", "display_name", "email", "phone", "url"] as const;
const LISTS = ["emails", "phones"] as const;

/** Reads a verified body; a string says why it is none of Close's events. Never throws. */
export function envelope(payload: unknown): Envelope | string {
  const reading = read(payload);
  if (typeof reading === "string") return reading;
  const { eventId, type, at, event, identity } = reading;
  const objectId = typeof identity === "string" ? undefined : identity.id;
  const tieKey = objectId && `${objectId}@${at}`;
  return {
    eventId,
    type,
    at,
    terms: termsOf(reading, tieKey),
    ...(objectId && { objectId }),
    ...(tieKey && { tieKey }),
    ...(typeof event.organization_id === "string" &&
      event.organization_id !== "" && { account: event.organization_id }),
  };
}

/** Every object that an event carries lands in the collection of its kind, as Close sent it. */
export function map(payload: unknown): Mapping {
  const reading = read(payload);
  if (typeof reading === "string") return { kind: "ignored", reason: reading };
  const { operation, collection, at, identity } = reading;
  if (typeof identity === "string") return { kind: "ignored", reason: identity };
  return { kind: "change", collection, operation, at, rank: rankOf(reading), ...identity };
}

const rankOf = ({ operation, action }: Reading): number =>
  operation === "delete" ? DELETED : action === "created" ? CREATED : UPDATED;

function termsOf({ type, event, identity }: Reading, tieKey: string | undefined): string[] {
  const found = terms([`type:${type}`, tieKey]);
  found.add(event.lead_id);
  if (typeof identity === "string") return found.all;
  const { document } = identity;
  for (const field of TERM_FIELDS) found.add(document[field]);
  // A lead carries its contacts; each has lists of addresses.
  const people = [document, ...(Array.isArray(document.contacts) ? document.contacts : [])];
  for (const person of people.filter(isObject))
    for (const list of LISTS)
      for (const entry of Array.isArray(person[list]) ? (person[list] as unknown[]) : [])
        if (isObject(entry)) found.add(entry.email ?? entry.phone);
  return found.all;
}
