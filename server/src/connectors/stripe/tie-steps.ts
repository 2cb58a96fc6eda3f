import { canonical, type Fields, isObject } from "../objects.ts";

/** One event of a tie: the object after it and, where Stripe says what changed, before it. */
export interface Step {
  readonly object: Fields;
  readonly previous: Fields | undefined;
  /** Canonical text of `object`; equal texts are equal states. */
  readonly after: string;
  /** Canonical text of the object before; undefined for events that announce a state, such as `invoice.paid`. */
  readonly before: string | undefined;
}

/** Reads what one event payload says about its object. */
export function stepOf(payload: unknown): Step {
  const data = isObject(payload) && isObject(payload.data) ? payload.data : {};
  const object = isObject(data.object) ? data.object : {};
  const previous = isObject(data.previous_attributes) ? data.previous_attributes : undefined;
  return {
    object,
    previous,
    after: canonical(object),
    before: previous && canonical(putBack(object, previous)),
  };
}

/** Objects merge key by key, everything else is replaced whole: so Stripe reports changes. */
export function putBack(now: Fields, previous: Fields): Fields {
  const before: Record<string, unknown> = { ...now };
  for (const [key, value] of Object.entries(previous)) {
    const current = Object.hasOwn(now, key) ? now[key] : undefined;
    before[key] = isObject(current) && isObject(value) ? putBack(current, value) : value;
  }
  return before;
}
