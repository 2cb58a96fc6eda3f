import * as z from "zod";
import { Filter } from "./filter.ts";
import { Transform } from "./transform.ts";

const Fields = z.record(z.string(), z.unknown());

/** A draft, and what it is tried on: the newest events (of a type), those named, or a pasted body. */
export const TryTransform = z
  .strictObject({
    /** Absent: the job's own; null: none. */
    filter: Filter.nullable().optional(),
    transform: Transform.nullable().optional(),
    type: z.string().max(255).optional(),
    eventIds: z.array(z.string().max(64)).min(1).max(50).optional(),
    sample: z.strictObject({ type: z.string().max(255), payload: Fields }).optional(),
    limit: z.int().min(1).max(50).default(20),
  })
  .meta({ id: "TryTransform" });
export type TryTransform = z.infer<typeof TryTransform>;

export const TriedCondition = z.object({
  /** Where it stands in the filter: `all.0.any.1`; empty for the filter itself. */
  at: z.string(),
  /** Null where what it asks for is not known, or is too much work on this event. */
  holds: z.boolean().nullable(),
  /** The first of the values at its path. */
  found: z.array(z.unknown()),
});
export type TriedCondition = z.infer<typeof TriedCondition>;

export const TriedEvent = z
  .object({
    /** Absent for a sample. */
    eventId: z.string().optional(),
    receivedAt: z.iso.datetime().optional(),
    type: z.string(),
    objectId: z.string().optional(),
    /** `removes`: a deletion. `ignored`: its type is no object's. `not_tried`: there was no time left. */
    outcome: z.enum(["stored", "removes", "left_out", "failed", "ignored", "not_tried"]),
    reason: z.string().optional(),
    /** Of the job's function. */
    line: z.int().optional(),
    /** Without and with the transformation; null where there is none, or where they are too large to show. */
    before: Fields.nullable(),
    after: Fields.nullable(),
    conditions: z.array(TriedCondition),
  })
  .meta({ id: "TriedEvent" });
export type TriedEvent = z.infer<typeof TriedEvent>;

export const TriedTransform = z
  .object({
    /** Newest first. */
    events: z.array(TriedEvent),
    /** How many the filter lets in. */
    passed: z.int(),
    /** Milliseconds that the transformation took for all of them. */
    ms: z.number(),
  })
  .meta({ id: "TriedTransform" });
export type TriedTransform = z.infer<typeof TriedTransform>;
