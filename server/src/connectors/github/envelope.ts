import type { Envelope, Headers, Mapping } from "../connector.ts";
import { type Fields, isObject, MAX_ID_LENGTH, terms } from "../objects.ts";
import { type Reading, read } from "./read.ts";

export const EVENT_HEADER = "x-github-event";
export const DELIVERY_HEADER = "x-github-delivery";
const NAME = /^[a-z0-9_]{1,64}$/;
const ACTION = /^[\w.-]{1,100}$/;

const TERM_FIELDS = ["node_id", "html_url", "title", "name", "tag_name", "ref", "after", "sha"] as const;

/** Which event it is, and its id, stand in headers alone. A string says why it is none of GitHub's. Never throws. */
export function envelope(payload: unknown, headers: Headers): Envelope | string {
  if (!isObject(payload)) return "the body is not a JSON object";
  const event = headers[EVENT_HEADER];
  const eventId = headers[DELIVERY_HEADER];
  if (!event || !eventId) return `the header ${event ? DELIVERY_HEADER : EVENT_HEADER} is missing`;
  if (!NAME.test(event)) return `the header ${EVENT_HEADER} names no event`;
  if (eventId.length > MAX_ID_LENGTH) return `the delivery's id is longer than ${MAX_ID_LENGTH} characters`;
  const action = typeof payload.action === "string" && ACTION.test(payload.action) ? payload.action : "";
  const type = action ? `${event}.${action}` : event;
  const reading = read(payload, event, action);
  if (typeof reading === "string")
    return { eventId, type, terms: termsOf(type, payload), ...accountOf(payload) };
  const { id, at, collection } = reading;
  const tieKey = `${id}@${collection}@${at / 1_000_000}`;
  return {
    eventId,
    type,
    at,
    objectId: id,
    tieKey,
    terms: termsOf(type, payload, { ...reading, tieKey }),
    ...accountOf(payload),
  };
}

/** The object that an event is about, as GitHub sent it; of all that stands beside it, nothing. */
export function map(payload: unknown, type: string): Mapping {
  if (!isObject(payload)) return { kind: "ignored", reason: "the body is not a JSON object" };
  const [event = "", ...action] = type.split(".");
  const reading = read(payload, event, action.join("."));
  return typeof reading === "string" ? { kind: "ignored", reason: reading } : { kind: "change", ...reading };
}

/** Whose repositories: an organization or a person. */
function accountOf({ organization, repository }: Fields): { account?: string } {
  const owner = isObject(organization) ? organization : isObject(repository) ? repository.owner : undefined;
  return isObject(owner) && typeof owner.login === "string" && owner.login !== ""
    ? { account: owner.login }
    : {};
}

function termsOf(type: string, payload: Fields, reading?: Reading & { tieKey: string }): string[] {
  const found = terms([`type:${type}`, reading?.tieKey]);
  const { repository, sender } = payload;
  const place = isObject(repository) ? repository.full_name : undefined;
  found.add(reading?.id);
  found.add(place);
  if (isObject(sender)) found.add(sender.login);
  if (!reading) return found.all;
  const { document } = reading;
  if (typeof place === "string" && Number.isSafeInteger(document.number))
    found.add(`${place}#${document.number}`);
  for (const field of TERM_FIELDS) found.add(document[field]);
  if (isObject(document.user)) found.add(document.user.login);
  return found.all;
}
