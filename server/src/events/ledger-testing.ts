import { firstIdAt } from "../platform/ids.ts";
import type { EventRow } from "./repo.ts";
import { failureTerms, flagTerm } from "./terms.ts";

export const START = Date.UTC(2026, 9, 1);
export const STEP = 10_000;
const TYPES = ["customer.created", "customer.updated", "invoice.paid", "invoice.payment_failed"];

/** The row number `index` of a ledger of two jobs: some fail, some are filtered, the last ten are pending. */
export function ledgerRow(jobs: readonly string[], index: number, over: Partial<EventRow> = {}): EventRow {
  const at = new Date(START + index * STEP);
  const jobId = jobs[index % 3 === 0 ? 1 : 0] as string;
  const type = TYPES[index % 4] as string;
  const objectId = `cus_${index % 100}`;
  const status =
    index % 50 === 7 ? "failed" : index % 50 === 8 ? "filtered" : index >= 2_990 ? "pending" : "processed";
  const error = {
    code: index % 100 === 7 ? "validation" : "duplicate_key",
    message: "no",
    group: `g~${index % 100}`,
  };
  const tieKey = `${objectId}@${Math.floor(at.getTime() / 1000)}`;
  const row: Partial<EventRow> = {
    _id: firstIdAt("evt", at).slice(0, 14) + String(index).padStart(16, "0"),
    workspaceId: "default",
    jobId,
    lane: `sync:${jobId}`,
    type,
    status,
    providerEventId: `evt_provider${index}`,
    dedupeKey: `${jobId}:evt_provider${index}`,
    receivedAt: at,
    deadline: at,
    eventAt: at,
    attempts: 0,
    bytes: 0,
    priority: 1,
    objectId,
    tieKey,
    terms: [
      `type:${type}`,
      tieKey,
      `mail${index % 1500}@example.com`,
      index % 2 === 0 ? "cus_common" : `odd_${index}`,
      ...(status === "failed" ? failureTerms(type, error) : []),
      ...(index % 700 === 0 ? [flagTerm("duplicate")] : []),
    ],
    ...(status === "failed" && { error }),
    ...over,
  };
  return row as EventRow;
}
