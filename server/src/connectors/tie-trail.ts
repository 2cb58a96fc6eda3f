/** One event of a tie: the state after it and, where the provider says what changed, before it. */
export interface TrailStep {
  readonly after: string;
  readonly before: string | undefined;
}

/**
 * Where a gapless chain through all steps ends, or undefined when there is none or its end is open.
 * States are points, changes are edges: a chain that uses every change once is an Eulerian trail, and it has
 * one possible end unless it is a circuit. Announcements must name a state on the trail.
 */
export function trailEnd(steps: readonly TrailStep[]): string | undefined {
  const balance = new Map<string, number>();
  const component = new Map<string, string>();
  const rootOf = (state: string): string => {
    let root = state;
    for (let next = component.get(root); next !== undefined && next !== root; next = component.get(root))
      root = next;
    component.set(state, root);
    return root;
  };
  for (const { before, after } of steps) {
    rootOf(after);
    if (before === undefined) continue;
    component.set(rootOf(before), rootOf(after));
    balance.set(after, (balance.get(after) ?? 0) + 1);
    balance.set(before, (balance.get(before) ?? 0) - 1);
  }
  if (new Set([...component.keys()].map(rootOf)).size !== 1) return undefined;
  const uneven = [...balance].filter(([, degree]) => degree !== 0);
  const end = uneven.find(([, degree]) => degree === 1);
  return uneven.length === 2 ? end?.[0] : undefined;
}
