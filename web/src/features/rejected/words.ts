import { RejectReason } from "@sluice/shared/events";
import type { RejectedSummary } from "@sluice/shared/rejected";
import { duration } from "../../lib/format.ts";

const WORDS: Readonly<Record<RejectReason, string>> = {
  header_missing: "Signature header missing",
  header_malformed: "Signature header cannot be read",
  timestamp: "Signed too long before it arrived",
  signature: "Signature doesn't match",
  too_deep: "Body nests too deep",
  not_json: "Body is not JSON",
  not_an_event: "Body is not an event",
  too_large: "Body over 1 MB",
  compressed: "Body is compressed",
  unreadable: "Body cannot be read",
  disabled: "Job is disabled",
  secret_missing: "No signing secret yet",
  rate_limited: "Too many invalid requests",
};

export const REASONS = RejectReason.options;

export const reasonWords = (reason: RejectReason): string => WORDS[reason];

/** "Signed 11 m 2 s before it arrived" where that is known. */
export function titleOf({ reason, ageSeconds }: Pick<RejectedSummary, "reason" | "ageSeconds">): string {
  if (reason !== "timestamp" || !ageSeconds) return WORDS[reason];
  const time = duration(Math.abs(ageSeconds) * 1000);
  return ageSeconds > 0 ? `Signed ${time} before it arrived` : `Signed ${time} in the future`;
}
