import type { TieResolution } from "../connector.ts";
import { canonical, isObject } from "../objects.ts";
import { trailEnd } from "../tie-trail.ts";
import { objectOf } from "./read.ts";
import { factsAfter, factsBefore } from "./tie-facts.ts";

/**
 * The last of several events of one object and second: GitHub says of most actions what they changed, so an event
 * follows the one whose object is its own with that taken back. Ambiguous where no such chain is found, or where
 * the objects at its end differ.
 */
export function resolveTie(payloads: readonly unknown[], types: readonly string[]): TieResolution {
  const steps = payloads.map((payload, index) => {
    const event = isObject(payload) ? payload : {};
    const object = objectOf(event, types[index] ?? "");
    const after = factsAfter(object);
    const before = factsBefore(after, event);
    return { text: canonical(object), after: canonical(after), before: before && canonical(before) };
  });
  const last = steps.length - 1;
  if (steps.every(({ text }) => text === steps[last]?.text)) return { winner: last, ambiguous: false };
  const end = trailEnd(steps);
  if (end === undefined) return { winner: last, ambiguous: true };
  const winner = steps.findLastIndex(({ after }) => after === end);
  const ends = new Set(steps.filter(({ after }) => after === end).map(({ text }) => text));
  return { winner, ambiguous: ends.size > 1 };
}
