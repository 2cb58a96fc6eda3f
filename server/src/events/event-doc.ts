import type { EventOutcome, Mismatch } from "@sluice/shared/events";
import type { WorkRow } from "../platform/lanes/index.ts";
import type { storedBytes } from "./repo.ts";

/** One received webhook (or a replay of one): the row of the ledger that everything else refers to. */
export interface EventRow extends WorkRow {
  workspaceId: string;
  jobId: string;
  type: string;
  providerEventId: string;
  /** `<job>:<provider event id>`; absent on replays, so that the unique index does not see them (RULES 19). */
  dedupeKey?: string;
  eventAt: Date;
  objectId?: string;
  tieKey?: string;
  /** Exact search terms of the provider's, the first `type:<type>`, and ours (terms.ts). */
  terms: string[];
  livemode?: boolean;
  account?: string;
  /** What differs from the job's first event. */
  mismatch?: Mismatch[];
  /** Taken from the provider's log by a schedule; absent where it was sent. */
  via?: "scheduled";
  /** A sample that a person sent. */
  test?: boolean;
  /** A person let it in after it was refused. */
  admitted?: { by: string; at: Date; rejectedId: string };
  priority: number;
  /** Exactly the bytes received; absent once retention has stripped them. */
  body?: ReturnType<typeof storedBytes>;
  bytes: number;
  headers?: Record<string, string>;
  ip?: string;
  outcome?: EventOutcome;
  /** Why it was filtered or ignored, or which event superseded it. */
  reason?: string;
  ambiguous?: boolean;
  settledAt?: Date;
  executionId?: string;
  /** `group`: of failures of one cause; on rows that are failed for good. */
  error?: { code: string; message: string; group?: string };
  duplicates?: number;
  /** When it came again, the last twenty times. */
  repeats?: Date[];
  conflicting?: boolean;
  /** Set when a duplicate has requeued a failed event; it does so once (RULES 4). */
  requeuedAt?: Date;
  replayOf?: string;
  replayDepth?: number;
  /** The bulk operation that replayed it into being, or that retried it last. */
  bulkId?: string;
  /** An edited replay, or a replay of one. */
  manual?: boolean;
  /** The edited replay's own id, which takes the provider event id's place in the version. */
  versionId?: string;
  log?: LogEntry[];
  strippedAt?: Date;
  /** The erasure that has taken everything personal from it. */
  erasedBy?: string;
  /** Retention passed over it while it was not settled; it comes back to it. */
  held?: boolean;
}

export interface LogEntry {
  at: Date;
  action: string;
  success: boolean;
  message?: string;
  executionId?: string;
  /** How long the attempt took, with the others of its batch, in milliseconds. */
  ms?: number;
}
