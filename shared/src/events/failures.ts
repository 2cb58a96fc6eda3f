import * as z from "zod";
import { queryArray } from "../contract/query.ts";

/** What went wrong in plain words, and what to do about it, in order. */
export const Explanation = z
  .object({
    title: z.string(),
    cause: z.string(),
    steps: z.array(
      z.object({
        text: z.string(),
        /** Where the step is done, if there is a place for it. */
        action: z
          .enum([
            "retry",
            "replay",
            "replay_group",
            "edit",
            "body",
            "document",
            "destination",
            "job_settings",
            "transform",
            "secret",
            "admit",
          ])
          .optional(),
      }),
    ),
  })
  .meta({ id: "Explanation" });
export type Explanation = z.infer<typeof Explanation>;

export const FailuresQuery = z.strictObject({
  jobId: queryArray(z.string().max(64), 100).optional(),
  /** By time of receipt; without it, everything. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type FailuresQuery = z.infer<typeof FailuresQuery>;

/** Events that are failed now for one cause. */
export const FailureGroup = z
  .object({
    jobId: z.string(),
    /** For the filter `failure`. */
    group: z.string(),
    code: z.string(),
    count: z.int(),
    /** Of receipt. */
    firstAt: z.iso.datetime(),
    lastAt: z.iso.datetime(),
    /** The newest of them. */
    example: z.object({ id: z.string(), type: z.string(), message: z.string() }),
    explanation: Explanation,
  })
  .meta({ id: "FailureGroup" });
export type FailureGroup = z.infer<typeof FailureGroup>;

/** The largest groups; `more` when there are further ones. */
export const FailureGroups = z.object({ data: z.array(FailureGroup), total: z.int(), more: z.boolean() });
export type FailureGroups = z.infer<typeof FailureGroups>;
