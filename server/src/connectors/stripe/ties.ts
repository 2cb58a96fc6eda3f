import type { TieResolution } from "../connector.ts";
import { trailEnd } from "../tie-trail.ts";
import { cheapestEndings } from "./tie-orders.ts";
import { stepOf } from "./tie-steps.ts";

/** Beyond this many events only an exact chain is looked for, which takes linear time. */
const SEARCHED = 8;

/**
 * The last of several events of one object with equal second and rank (RULES 17): an event follows the one
 * whose object equals its own with `previous_attributes` put back. The answer depends on the set alone.
 */
export function resolveTie(payloads: readonly unknown[]): TieResolution {
  const steps = payloads.map(stepOf);
  const last = steps.length - 1;
  if (steps.every((step) => step.after === steps[last]!.after)) return { winner: last, ambiguous: false };
  const end = trailEnd(steps);
  if (end !== undefined)
    return { winner: steps.findLastIndex((step) => step.after === end), ambiguous: false };
  if (steps.length > SEARCHED) return { winner: last, ambiguous: true };
  const endings = cheapestEndings(steps);
  const winner = Math.max(...endings);
  const states = new Set(endings.map((index) => steps[index]!.after));
  return { winner, ambiguous: states.size > 1 };
}
