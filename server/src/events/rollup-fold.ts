import { BUCKETS_PER_E, type Cell, COUNTS, type Counted, type Counts, type Latency } from "./rollup-doc.ts";
import { typeCells } from "./rollup-types.ts";

export interface LedgerGroup {
  readonly _id: { status: string; type: string; outcome?: string; group?: string; bucket: number | null };
  readonly n: number;
  readonly ambiguous: number;
  readonly mismatched: number;
  readonly replays: number;
}

const has = (field: string) => ({ $sum: { $cond: [{ $ifNull: [field, false] }, 1, 0] } });
const LATENCY_MS = { $max: [1, { $subtract: ["$settledAt", "$receivedAt"] }] };
export const LEDGER_GROUP = {
  $group: {
    _id: {
      status: "$status",
      type: "$type",
      outcome: { $cond: [{ $eq: ["$status", "processed"] }, "$outcome", "$$REMOVE"] },
      group: {
        $cond: [
          { $eq: ["$status", "failed"] },
          { $ifNull: ["$error.group", "$error.code", "unknown"] },
          "$$REMOVE",
        ],
      },
      bucket: {
        $cond: [
          { $and: [{ $eq: ["$status", "processed"] }, { $ifNull: ["$settledAt", false] }] },
          { $floor: { $multiply: [{ $ln: LATENCY_MS }, BUCKETS_PER_E] } },
          null,
        ],
      },
    },
    n: { $sum: 1 },
    ambiguous: has("$ambiguous"),
    mismatched: has("$mismatch"),
    replays: has("$replayOf"),
  },
};

const SETTLED = new Set(["processed", "failed", "filtered"]);

export function fold(rows: readonly LedgerGroup[]): Counted {
  const counted = {
    received: 0,
    processed: 0,
    failed: 0,
    filtered: 0,
    open: 0,
    ignored: 0,
    ambiguous: 0,
    mismatched: 0,
    replays: 0,
    latency: {} as Latency,
  };
  const cells = new Map<string, Cell>();
  const groups = new Map<string, number>();
  const typed = typeCells();
  for (const { _id, n, ...flags } of rows) {
    counted.received += n;
    counted[SETTLED.has(_id.status) ? (_id.status as "processed") : "open"] += n;
    if (_id.outcome === "ignored") counted.ignored += n;
    for (const name of ["ambiguous", "mismatched", "replays"] as const) counted[name] += flags[name];
    if (_id.bucket !== null) counted.latency[_id.bucket] = (counted.latency[_id.bucket] ?? 0) + n;
    if (_id.group) groups.set(_id.group, (groups.get(_id.group) ?? 0) + n);
    addCell(cells, { type: _id.type, status: _id.status, n });
    typed.settled(_id.type, _id.bucket, _id.group, n);
  }
  return {
    ...counted,
    cells: [...cells.values()],
    groups: [...groups].map(([group, n]) => ({ group, n })),
    typed: typed.result(),
  };
}

function addCell(cells: Map<string, Cell>, { type, status, n }: Cell): void {
  const key = `${status} ${type}`;
  cells.set(key, { type, status, n: (cells.get(key)?.n ?? 0) + n });
}

/** The sum of stretches, of which each may lack what it has none of. */
export function summed(docs: readonly Counted[]): Counted {
  const cells = new Map<string, Cell>();
  const groups = new Map<string, number>();
  const counts = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Counts;
  const latency: Latency = {};
  const rejectedBy: Record<string, number> = {};
  const typed = typeCells();
  for (const doc of docs) {
    for (const name of COUNTS) counts[name] += doc[name] ?? 0;
    for (const [bucket, n] of Object.entries(doc.latency ?? {})) latency[bucket] = (latency[bucket] ?? 0) + n;
    for (const [code, n] of Object.entries(doc.rejectedBy ?? {}))
      rejectedBy[code] = (rejectedBy[code] ?? 0) + n;
    for (const cell of doc.cells ?? []) addCell(cells, cell);
    typed.more(doc.typed ?? []);
    for (const { group, n } of doc.groups ?? []) groups.set(group, (groups.get(group) ?? 0) + n);
  }
  return {
    ...counts,
    latency,
    rejectedBy,
    cells: [...cells.values()],
    groups: [...groups].map(([group, n]) => ({ group, n })),
    typed: typed.result(),
  };
}
