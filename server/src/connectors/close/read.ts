import type { Operation } from "../connector.ts";
import { type Fields, isObject, MAX_ID_LENGTH, pluralOf } from "../objects.ts";
import { microseconds } from "./times.ts";

const NAME = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/;
/** Object types of which each subtype is written to one collection: every object says itself what it is. */
const FAMILIES: Readonly<Record<string, string>> = {
  activity: "activities",
  task: "tasks",
  custom_fields: "custom_fields",
  export: "exports",
};

export const CARRIES_NONE = "the event carries no object";

/** What one of Close's events says, as far as it can be told. */
export interface Reading {
  readonly event: Fields;
  readonly eventId: string;
  /** `<object type>.<action>`: `lead.updated`, `activity.call.completed`. */
  readonly type: string;
  readonly action: string;
  readonly operation: Operation;
  readonly collection: string;
  /** Microseconds: of the change, not of the event. */
  readonly at: number;
  /** The object's, or why nothing can be written of this event. */
  readonly identity: { readonly id: string; readonly document: Fields } | string;
}

/** A string is the reason why it is not one of Close's events. Never throws. */
export function read(payload: unknown): Reading | string {
  if (!isObject(payload)) return "the body is not a JSON object";
  const { event } = payload;
  if (!isObject(event)) return "the body holds no event";
  const { id: eventId, object_type: object, action } = event;
  if (typeof eventId !== "string" || eventId === "") return "the event has no id";
  if (eventId.length > MAX_ID_LENGTH) return `the event's id is longer than ${MAX_ID_LENGTH} characters`;
  if (typeof object !== "string" || !NAME.test(object)) return "the event has no object type";
  if (typeof action !== "string" || !NAME.test(action)) return "the event has no action";
  const type = `${object}.${action}`;
  if (type.length > MAX_ID_LENGTH) return `the event's type is longer than ${MAX_ID_LENGTH} characters`;
  const operation = action === "deleted" ? "delete" : "upsert";
  const at = timeOf(event, operation);
  if (at === undefined) return "the event has no time";
  const identity = identify(event, operation);
  return { event, eventId, type, action, operation, collection: collectionOf(object), at, identity };
}

/** `lead` → `leads`, `activity.call` → `activities`, `status.lead` → `status_leads`. */
export function collectionOf(object: string): string {
  return FAMILIES[object.split(".")[0] as string] ?? pluralOf(object.replaceAll(".", "_"));
}

/**
 * An object's own `date_updated`, so that lists and webhooks agree. A delete carries no object: it is as late as
 * the event, and no earlier than what was deleted (RULES 16).
 */
function timeOf(event: Fields, operation: Operation): number | undefined {
  const logged = microseconds(event.date_created) ?? microseconds(event.date_updated);
  if (operation === "upsert") {
    const own = isObject(event.data) ? microseconds(event.data.date_updated) : undefined;
    return own ?? microseconds(event.date_updated) ?? logged;
  }
  const before = isObject(event.previous_data) ? microseconds(event.previous_data.date_updated) : undefined;
  return logged === undefined || before === undefined ? (logged ?? before) : Math.max(logged, before);
}

/**
 * `object_id` and the object's own id may differ: of a merge it is the other lead, and Close's own example has
 * two that are unrelated. What is written is the object that is carried, under its own id. A delete whose two ids
 * differ is left alone, for one of them would be wrong.
 */
function identify(event: Fields, operation: Operation): Reading["identity"] {
  const { data, previous_data: before, object_id: named } = event;
  if (operation === "upsert") {
    if (!isObject(data) || Object.keys(data).length === 0) return CARRIES_NONE;
    return checked(data.id ?? named, data);
  }
  const own = isObject(before) ? before.id : undefined;
  if (own !== undefined && named !== undefined && named !== null && own !== named)
    return "the event names one object and carries another: it is not clear which was deleted";
  return checked(own ?? named, isObject(before) ? before : {});
}

function checked(id: unknown, document: Fields): Reading["identity"] {
  if (typeof id !== "string" || id === "") return "the event's object has no id";
  if (id.length > MAX_ID_LENGTH) return `the object's id is longer than ${MAX_ID_LENGTH} characters`;
  return { id, document };
}
