import type { Latency } from "./rollup-doc.ts";

/** Types that are told apart in one stretch; the others are told together as `OTHER`. */
const MOST_TYPES = 20;
/** Causes of failure that are told apart for one type. */
const MOST_GROUPS = 6;
export const OTHER = "";
/** How much coarser the latency of a type is than that of its job: its buckets grow by about 20 %. */
export const COARSER = 2;

/** How one type fared in a stretch: processed rows by (coarser) latency bucket, failed ones by cause. */
export interface TypeCell {
  readonly type: string;
  readonly took: Latency;
  readonly groups: ReadonlyArray<{ group: string; n: number }>;
}

interface Sum {
  took: Map<string, number>;
  groups: Map<string, number>;
  n: number;
}

const emptySum = (): Sum => ({ took: new Map(), groups: new Map(), n: 0 });
const add = (into: Map<string, number>, key: string, n: number) => into.set(key, (into.get(key) ?? 0) + n);

function merge(into: Sum, { took, groups, n }: Sum): void {
  for (const [bucket, count] of took) add(into.took, bucket, count);
  for (const [group, count] of groups) add(into.groups, group, count);
  into.n += n;
}

/** Adds up what is told by type, and keeps it small: the rarest become one. */
export function typeCells() {
  const types = new Map<string, Sum>();
  const of = (type: string): Sum => {
    const known = types.get(type) ?? emptySum();
    types.set(type, known);
    return known;
  };
  return {
    /** `bucket` is one of the job's latency. */
    settled(type: string, bucket: number | null, group: string | undefined, n: number): void {
      if (bucket === null && !group) return;
      const sum = of(type);
      if (bucket !== null) add(sum.took, String(Math.floor(bucket / COARSER)), n);
      if (group) add(sum.groups, group, n);
      sum.n += n;
    },
    more(cells: readonly TypeCell[]): void {
      for (const { type, took, groups } of cells) {
        const sum = of(type);
        for (const [bucket, n] of Object.entries(took)) {
          add(sum.took, bucket, n);
          sum.n += n;
        }
        for (const { group, n } of groups) {
          add(sum.groups, group, n);
          sum.n += n;
        }
      }
    },
    result(): TypeCell[] {
      const other = types.get(OTHER) ?? emptySum();
      const named = [...types].filter(([type]) => type !== OTHER).sort(([, a], [, b]) => b.n - a.n);
      for (const [, sum] of named.slice(MOST_TYPES)) merge(other, sum);
      const kept = named.slice(0, MOST_TYPES);
      if (other.n > 0) kept.push([OTHER, other]);
      return kept.map(([type, { took, groups }]) => ({
        type,
        took: Object.fromEntries(took),
        groups: fewest(groups),
      }));
    },
  };
}

function fewest(groups: ReadonlyMap<string, number>): TypeCell["groups"] {
  const sorted = [...groups].sort(([a, x], [b, y]) => Number(a === OTHER) - Number(b === OTHER) || y - x);
  const kept = sorted.slice(0, MOST_GROUPS).map(([group, n]) => ({ group, n }));
  const rest = sorted.slice(MOST_GROUPS).reduce((sum, [, n]) => sum + n, 0);
  return rest > 0 ? [...kept, { group: OTHER, n: rest }] : kept;
}
