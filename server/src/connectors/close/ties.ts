import { isDeepStrictEqual } from "node:util";
import type { TieResolution } from "../connector.ts";
import { isObject } from "../objects.ts";
import { microseconds } from "./times.ts";

/**
 * The last of several events about one state of one object: the one that Close logged last. Ambiguous only where
 * that is the same too and they carry different objects.
 */
export function resolveTie(payloads: readonly unknown[]): TieResolution {
  const events = payloads.map((payload) => {
    const event = isObject(payload) && isObject(payload.event) ? payload.event : {};
    const at = microseconds(event.date_updated) ?? microseconds(event.date_created) ?? 0;
    return { at, data: event.data };
  });
  const latest = Math.max(...events.map(({ at }) => at));
  const winner = events.findLastIndex(({ at }) => at === latest);
  const last = events[winner]?.data;
  const ambiguous = events.some(({ at, data }) => at === latest && !isDeepStrictEqual(data, last));
  return { winner, ambiguous };
}
