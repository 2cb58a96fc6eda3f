import type { Connector, Mapping } from "../connectors/index.ts";
import type { Faults } from "../platform/faults.ts";
import type { DocumentError } from "./bulk.ts";

export type MappedChange = Extract<Mapping, { kind: "change" }>;

/** One event's effect on one destination document. */
export interface Change {
  /** The ledger row, for the caller's bookkeeping: outcomes come in the order of the changes. */
  readonly rowId: string;
  /** The provider's event id; an unedited replay keeps its origin's, an edited one has its own. */
  readonly eventId: string;
  readonly eventType: string;
  /** With the job's prefix. */
  readonly collection: string;
  readonly mapping: MappedChange;
  readonly via: "webhook" | "scheduled" | "reconcile" | "replay";
  readonly source: string;
  readonly jobId: string;
  readonly tieKey?: string | undefined;
  /** An edited replay (RULES 19). */
  readonly manual?: boolean | undefined;
  /** Of the job's transformation, 0..999: a higher one replaces at an equal version. */
  readonly revision?: number | undefined;
}

/** An event of the ledger that shares a tie key. Edited replays do not belong here. */
export interface TieEvent {
  readonly eventId: string;
  readonly type: string;
  readonly payload: unknown;
  /** The tie key, where more events have it than are looked up: those that are have the greatest ids. */
  readonly crowdOf?: string;
}

/** A stored event's mapping, and what the job's shape makes of it. */
export interface TieItem {
  readonly mapping: MappedChange;
  readonly event: { readonly type: string; readonly at: number };
}

export interface ApplyOptions {
  readonly deleteMode: "hard" | "soft";
  readonly connector: Pick<Connector, "map" | "resolveTie"> & {
    /** The job's filter and transformation, if it has one: as many as there is time for, at least one. */
    readonly shapeAll?: (
      items: readonly TieItem[],
    ) => Promise<readonly (MappedChange | { readonly kind: "left_out" | "failed" })[]>;
  };
  /** The stored events with one of these tie keys, settled or not; the same event may come twice. */
  readonly ties: (keys: readonly string[]) => Promise<readonly TieEvent[]>;
  readonly faults: Faults;
  readonly now: Date;
}

/**
 * What became of a change. `superseded`: the destination holds the state of `by`, or that event deleted it.
 * `ambiguous`: the order of events within one second could not be told; the choice is the same for every arrival order.
 */
export type Outcome =
  | { readonly kind: "applied" | "unchanged"; readonly ambiguous?: true }
  | { readonly kind: "superseded"; readonly by: string; readonly ambiguous?: true }
  | { readonly kind: "failed"; readonly error: DocumentError };
