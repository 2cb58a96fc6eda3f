import type { Operation } from "../connector.ts";
import { type Fields, isObject, MAX_ID_LENGTH } from "../objects.ts";
import { KINDS } from "./kinds.ts";

/** What a payload says of the object that it carries. */
export interface Reading {
  readonly collection: string;
  readonly id: string;
  readonly operation: Operation;
  readonly document: Fields;
  /** Microseconds, in whole seconds. */
  readonly at: number;
  readonly rank: number;
}

/** What an event carries, as it is kept; empty where that is nothing. */
export function objectOf(payload: Fields, type: string): Fields {
  const event = type.split(".")[0] as string;
  const object = Object.hasOwn(KINDS, event) ? KINDS[event]?.object(payload) : undefined;
  return isObject(object) ? object : {};
}

/** A string is the reason why nothing is written of it. Never throws. @param event as GitHub names it: `issues`. */
export function read(payload: Fields, event: string, action: string): Reading | string {
  if (event === "ping") return "a ping says that the webhook is set up";
  const kind = Object.hasOwn(KINDS, event) ? KINDS[event] : undefined;
  if (!kind) return `${event} events carry no object with an id and a time of its own`;
  const document = kind.object(payload);
  if (!isObject(document)) return `the event carries no object of ${event}`;
  const id = kind.id(document, payload);
  if (typeof id !== "string" || id === "") return "the event's object has no id";
  if (id.length > MAX_ID_LENGTH) return `the object's id is longer than ${MAX_ID_LENGTH} characters`;
  const time = kind.time(document, payload);
  if (time === undefined) return "the event's object has no time by which its changes could be ordered";
  const operation = isGone(document, payload, action) ? "delete" : "upsert";
  const rank = operation === "delete" ? DELETED : rankOf(document, action);
  return { collection: kind.collection, id, operation, document, at: time * 1_000_000, rank };
}

/** What is transferred goes on under another id, in the other repository. */
function isGone({ id }: Fields, { changes }: Fields, action: string): boolean {
  if (action === "deleted") return true;
  if (action !== "transferred" || !isObject(changes)) return false;
  const moved = changes.new_issue ?? changes.new_discussion;
  return isObject(moved) && moved.id !== id;
}

const CREATED = 10;
const CHANGED = 20;
const DELETED = 80;
const FIRST = new Set(["opened", "created", "submitted"]);
/** Of runs and jobs: what one attempt never takes back. */
const STATUSES: Readonly<Record<string, number>> = { in_progress: 24, completed: 30 };
/** Of what nothing leads back from, whatever happens to the object besides. */
const FINAL = 40;

/** Order within a second (RULES 17): only what is never taken back may differ in rank. */
function rankOf(object: Fields, action: string): number {
  if (object.merged === true || object.state === "dismissed") return FINAL;
  if (FIRST.has(action)) return CREATED;
  const { status } = object;
  return typeof status === "string" && Object.hasOwn(STATUSES, status)
    ? (STATUSES[status] as number)
    : CHANGED;
}
