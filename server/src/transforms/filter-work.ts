/**
 * What one judgement may cost, counted rather than timed, so that an event is judged alike on every machine. A step
 * is some 25 ns, so that the worst filter holds up the process that receives for about 50 ms.
 */
export const JUDGEMENT_STEPS = 2_000_000;

export interface Work {
  left(): number;
  /** False, and nothing is taken, where so many steps are not left. */
  take(steps: number): boolean;
}

export function workOf(steps = JUDGEMENT_STEPS): Work {
  let left = steps;
  return {
    left: () => left,
    take(wanted) {
      if (wanted > left) return false;
      left -= wanted;
      return true;
    },
  };
}

const CHARACTERS_A_NODE = 16;

/** Nodes of a value, with its texts; not counted any further than `most`. */
export function weightOf(value: unknown, most: number): number {
  const open = [value];
  let weight = 0;
  while (open.length > 0 && weight <= most) {
    const one = open.pop();
    weight += 1;
    if (typeof one === "string") weight += Math.floor(one.length / CHARACTERS_A_NODE);
    else if (Array.isArray(one)) for (const item of one) open.push(item);
    else if (typeof one === "object" && one !== null) for (const name in one) open.push(one[name as never]);
  }
  return weight;
}
