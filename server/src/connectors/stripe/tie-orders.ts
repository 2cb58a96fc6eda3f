import { canonical, type Fields, isObject } from "../objects.ts";
import type { Step } from "./tie-steps.ts";

/** Costs of one step after another; sums of a cheaper kind never reach a dearer one (8 steps at most). */
const EXACT = 0;
const CHANGED_KEYS_AGREE = 1;
const UNANNOUNCED_CHANGE = 16;
const GAP = 256;

/** Last steps of all orders with the fewest contradictions, ascending. Exponential: for 8 steps at most. */
export function cheapestEndings(steps: readonly Step[]): number[] {
  const count = steps.length;
  const costs = steps.map((first) => steps.map((second) => costOf(first, second)));
  const full = (1 << count) - 1;
  const best = Array.from({ length: full + 1 }, () =>
    new Array<number>(count).fill(Number.POSITIVE_INFINITY),
  );
  for (let step = 0; step < count; step += 1) best[1 << step]![step] = 0;
  for (let used = 1; used <= full; used += 1) {
    for (let last = 0; last < count; last += 1) {
      const cost = best[used]![last]!;
      if (cost === Number.POSITIVE_INFINITY) continue;
      for (let next = 0; next < count; next += 1) {
        if (used & (1 << next)) continue;
        const row = best[used | (1 << next)]!;
        row[next] = Math.min(row[next]!, cost + costs[last]![next]!);
      }
    }
  }
  const cheapest = Math.min(...best[full]!);
  return best[full]!.flatMap((cost, index) => (cost === cheapest ? [index] : []));
}

function costOf(first: Step, second: Step): number {
  if (second.previous === undefined) return first.after === second.after ? EXACT : UNANNOUNCED_CHANGE;
  if (first.after === second.before) return EXACT;
  return agrees(first.object, second.previous) ? CHANGED_KEYS_AGREE : GAP;
}

/** Whether `object` had the values that `previous` says were there before. */
function agrees(object: Fields, previous: Fields): boolean {
  return Object.entries(previous).every(([key, value]) => {
    const had = Object.hasOwn(object, key) ? object[key] : undefined;
    return isObject(had) && isObject(value) ? agrees(had, value) : canonical(had) === canonical(value);
  });
}
