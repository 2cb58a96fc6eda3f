import type { ProviderEvent } from "./provider.ts";

/** How one run receives and drains a history; everything else follows from the seed. */
export interface Plan {
  readonly seed: number;
  readonly deleteMode: "hard" | "soft";
  readonly batchSize: number;
  /** Percent of batches that crash at a fault point, that run beside the next one, and that come twice. */
  readonly crashes: number;
  readonly overlaps: number;
  readonly duplicates: number;
  /** Whether the ledger holds every event before the first drain, or only those that arrived. */
  readonly storedFirst: boolean;
}

export interface Batch {
  readonly events: readonly ProviderEvent[];
  /** The n-th fault point reached throws; 0: none does. */
  readonly crashAt: number;
  /** Runs at the same time as the batch before it. */
  readonly overlaps: boolean;
}

export type Random = (below: number) => number;

/** Small deterministic generator (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = random(index + 1);
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}

/** The order of arrival: permuted, partly doubled, cut into batches. Every event is in at least one. */
export function arrive(events: readonly ProviderEvent[], plan: Plan, random: Random): Batch[] {
  const doubled = events.filter(() => random(100) < plan.duplicates);
  const order = shuffled([...events, ...doubled], random);
  const batches: Batch[] = [];
  for (let start = 0; start < order.length; ) {
    const size = 1 + random(plan.batchSize);
    const batch = {
      events: order.slice(start, start + size),
      crashAt: random(100) < plan.crashes ? 1 + random(5) : 0,
      overlaps: random(100) < plan.overlaps,
    };
    batches.push(batch);
    // Two drains of one lease: the same events at the same time.
    if (random(100) < plan.overlaps / 3) batches.push({ ...batch, crashAt: 0, overlaps: true });
    start += size;
  }
  return batches;
}
