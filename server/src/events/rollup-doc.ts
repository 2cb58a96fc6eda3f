import type { TypeCell } from "./rollup-types.ts";

/** Latency buckets grow by about 10 %: bucket n holds values around e^(n/10) milliseconds. */
export const BUCKETS_PER_E = 10;
/** What is counted of a job's stretch of time, by time of receipt. */
export const COUNTS = [
  "received",
  "processed",
  "failed",
  "filtered",
  "open",
  "ignored",
  "ambiguous",
  "mismatched",
  "replays",
  "duplicates",
  "rejected",
] as const;
export type CountName = (typeof COUNTS)[number];
export type Counts = Record<CountName, number>;
export type Latency = Record<string, number>;

/** Rows of one type and status. */
export interface Cell {
  readonly type: string;
  readonly status: string;
  readonly n: number;
}

/** What the ledger says of a stretch; it can always be counted again. */
export interface Counted extends Partial<Counts> {
  /** Processed rows by latency bucket. */
  latency?: Latency;
  cells?: Cell[];
  /** Failed rows by what made them fail. */
  groups?: Array<{ group: string; n: number }>;
  /** The same by type, of the busiest types. */
  typed?: TypeCell[];
  /** Refused requests by code. */
  rejectedBy?: Record<string, number>;
}

/** One stretch of one job; `minute` is its first. */
export interface RollupDoc extends Counted {
  _id: string;
  jobId: string;
  minute: Date;
  /** Raised by whoever changed something of this stretch; cleared only if nobody raised it meanwhile. */
  dirty: number;
}

/** What arrived without becoming a row, and so cannot be counted again: it is added as it comes. */
export interface Arrivals {
  duplicates?: number;
  rejectedBy?: Record<string, number>;
}
