import { connectorOf } from "../../server/src/connectors/index.ts";
import { difference, type Fields, type ProviderEvent } from "./provider.ts";

export interface TieCount {
  /** Sets of several events of one object, second and rank. */
  ties: number;
  ambiguousTies: number;
  /** Ambiguous ones of objects whose changes never carry `previous_attributes`. */
  ambiguousAnnounced: number;
}

const stripe = connectorOf("stripe");

const objectId = (event: ProviderEvent) => String(event.data.object.id);

/** Events by object, second and rank, in the hidden order. */
function groups(events: readonly ProviderEvent[]): ProviderEvent[][] {
  const byVersion = Map.groupBy(events, (event) => {
    const mapping = stripe.map(event, event.type);
    return mapping.kind === "change" ? `${mapping.id} ${mapping.at} ${mapping.rank}` : "";
  });
  return [...byVersion.values()];
}

export function tiesOf(events: readonly ProviderEvent[]): TieCount {
  const count = { ties: 0, ambiguousTies: 0, ambiguousAnnounced: 0 };
  for (const tie of groups(events)) {
    if (tie.length < 2) continue;
    count.ties += 1;
    if (!cannotBeTold(tie)) continue;
    count.ambiguousTies += 1;
    if (tie.every((event) => event.data.previous_attributes === undefined)) count.ambiguousAnnounced += 1;
  }
  return count;
}

/**
 * Whether the last state of an object cannot be known from its events, told by the hidden order and without
 * the connector's method.
 */
export function isUndecidable(events: readonly ProviderEvent[], id: string): boolean {
  const own = events.filter((event) => objectId(event) === id);
  const last = groups(own).at(-1)!;
  return (
    last.length > 1 && !last.at(-1)!.type.match(/^(customer|coupon|invoice)\.deleted$/) && cannotBeTold(last)
  );
}

/**
 * The events, in the hidden order, form a walk from state to state. Where every step says where it came from,
 * only a walk that ends where it began can be read in two ways; a step that does not say may be anywhere.
 */
function cannotBeTold(tie: readonly ProviderEvent[]): boolean {
  const states = tie.map(({ data }) => JSON.stringify(sorted(data.object)));
  if (new Set(states).size === 1) return false;
  const isJump = tie.some(
    ({ data }, index) => index > 0 && !data.previous_attributes && states[index] !== states[index - 1],
  );
  if (isJump) return true;
  const [first] = tie;
  const before = first!.data.previous_attributes;
  if (!before) return states[0] === states.at(-1);
  return Object.keys(differenceFromStart(first!, tie.at(-1)!.data.object)).length === 0;
}

/** What `end` has different from the state before the walk's first step. */
function differenceFromStart(first: ProviderEvent, end: Fields): Fields {
  return difference(undo(first.data.object, first.data.previous_attributes!), end);
}

function undo(now: Fields, previous: Fields): Fields {
  const before: Fields = { ...now };
  for (const [key, value] of Object.entries(previous)) {
    const current = now[key];
    const isNested =
      typeof value === "object" && value !== null && typeof current === "object" && current !== null;
    if (isNested && !Array.isArray(value)) before[key] = undo(current as Fields, value as Fields);
    else if (value === null && !(key in KNOWN)) delete before[key];
    else before[key] = value;
  }
  return before;
}

/** Fields that exist with a null value; other keys that were null before did not exist. */
const KNOWN: Fields = {
  name: null,
  description: null,
  address: null,
  number: null,
  city: null,
  last_payment_error: null,
};

const sorted = (value: unknown): unknown =>
  typeof value !== "object" || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)]),
      );
