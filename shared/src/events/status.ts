import * as z from "zod";

/** `waiting`: due later, after a failed attempt. `received` is only the HTTP word (RULES 6). */
export const EventStatus = z.enum(["pending", "waiting", "processing", "processed", "failed", "filtered"]);
export type EventStatus = z.infer<typeof EventStatus>;

/** What came of a processed event. `superseded`: a newer fact about the object was already there. */
export const EventOutcome = z.enum(["applied", "unchanged", "superseded", "ignored"]);
export type EventOutcome = z.infer<typeof EventOutcome>;

/**
 * What is rare about an event. `duplicate`: it came again. `conflict`: with other content. `ambiguous`: its order
 * within a second could not be told. `mismatch`: of another mode than the job's first event, or of a connected
 * account where that was of the endpoint's own. `test`: a sample sent by a person. `admitted`: let in by a person after it was refused.
 */
export const EventFlag = z.enum([
  "duplicate",
  "conflict",
  "ambiguous",
  "mismatch",
  "replay",
  "edited",
  "test",
  "admitted",
]);
export type EventFlag = z.infer<typeof EventFlag>;

export const Mismatch = z.enum(["livemode", "account"]);
export type Mismatch = z.infer<typeof Mismatch>;

/** Why a request was turned away. */
export const RejectReason = z.enum([
  "header_missing",
  "header_malformed",
  "timestamp",
  "signature",
  "too_deep",
  "not_json",
  "not_an_event",
  "too_large",
  "compressed",
  "unreadable",
  "disabled",
  "secret_missing",
  "rate_limited",
]);
export type RejectReason = z.infer<typeof RejectReason>;
