import type { Timings } from "../config.ts";
import type { MappedChange, Outcome } from "../destinations/index.ts";
import { type EventRow, failureGroup, failureTerms, flagTerm } from "../events/index.ts";
import { backoff, type Settlement } from "../platform/lanes/index.ts";

/** Tries of one event before it is failed (RULES 11). */
const MAX_ATTEMPTS = 8;
/** Errors of a document that no later attempt can mend. */
const PERMANENT = new Set([
  "nul_in_key",
  "not_json",
  "unmappable",
  "not_serializable",
  "too_deep",
  "too_large",
  "bad_time",
  "bad_field_name",
  "worker_died",
  "transform_failed",
  "provider_credentials",
  "provider_refused",
]);

/** What became of one event. */
export type Result =
  | {
      readonly kind: "done";
      readonly outcome: "applied" | "unchanged" | "superseded" | "ignored";
      readonly action: "upsert" | "delete" | "ignore";
      readonly reason?: string;
      readonly ambiguous?: boolean;
    }
  /** Left out by the job. */
  | { readonly kind: "filtered"; readonly reason: string }
  /** `retryAfterMs`: instead of the usual wait, where another attempt is made. */
  | {
      readonly kind: "failed";
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs?: number;
    };

export function fromOutcome(outcome: Outcome, mapping: MappedChange): Result {
  if (outcome.kind === "failed") return { kind: "failed", ...outcome.error };
  return {
    kind: "done",
    outcome: outcome.kind,
    action: mapping.operation,
    ...(outcome.kind === "superseded" && { reason: `superseded by ${outcome.by}` }),
    ...(outcome.ambiguous && { ambiguous: true }),
  };
}

/** What an attempt is logged with. */
interface Attempt {
  readonly executionId: string;
  readonly ms?: number;
}

/** Rows that ended alike share one update. */
export function settlements(
  rows: readonly EventRow[],
  results: ReadonlyMap<string, Result>,
  tried: Attempt,
  times: Timings,
): Settlement[] {
  const groups = new Map<string, { ids: string[]; like: Settlement }>();
  const single: Settlement[] = [];
  for (const row of rows) {
    const result = results.get(row._id) ?? {
      kind: "failed",
      code: "unmappable",
      message: "Nothing came of it.",
    };
    if (result.kind === "failed") {
      single.push(settlement(row, result, tried, times));
      continue;
    }
    const key = JSON.stringify([result, row.attempts]);
    const group = groups.get(key);
    if (group) group.ids.push(row._id);
    else groups.set(key, { ids: [row._id], like: settlement(row, result, tried, times) });
  }
  return [...[...groups.values()].map(({ ids, like }) => ({ ...like, ids })), ...single];
}

export function settlement(row: EventRow, result: Result, tried: Attempt, times: Timings): Settlement {
  const at = new Date();
  const { executionId } = tried;
  if (result.kind === "failed") {
    const final = PERMANENT.has(result.code) || row.attempts >= MAX_ATTEMPTS;
    const error = { code: result.code, message: result.message };
    const cause = { ...error, group: failureGroup(result.code, result.message) };
    return {
      ids: [row._id],
      attempt: row.attempts,
      set: final ? { status: "failed", executionId, error: cause, settledAt: at } : { executionId, error },
      ...(final && { add: { terms: failureTerms(row.type, cause) } }),
      log: { at, action: "fail", success: false, message: result.message, ...tried },
      ...(!final && { retryIn: result.retryAfterMs ?? backoff(row.attempts - 1, times) }),
    };
  }
  if (result.kind === "filtered") {
    const { reason } = result;
    return {
      ids: [row._id],
      attempt: row.attempts,
      set: { status: "filtered", executionId, reason, settledAt: at },
      log: { at, action: "filter", success: true, message: reason, ...tried },
    };
  }
  return {
    ids: [row._id],
    attempt: row.attempts,
    set: {
      status: "processed",
      executionId,
      outcome: result.outcome,
      settledAt: at,
      ...(result.reason && { reason: result.reason }),
      ...(result.ambiguous && { ambiguous: true }),
    },
    ...(result.ambiguous && { add: { terms: [flagTerm("ambiguous")] } }),
    log: { at, action: result.action, success: true, ...tried },
  };
}
