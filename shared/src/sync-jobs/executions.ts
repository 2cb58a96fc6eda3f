import * as z from "zod";
import { PageQuery, queryArray, queryDate } from "../contract/query.ts";

/** `blocked`: it ended because the destination could not be used. */
export const ExecutionStatus = z.enum(["running", "completed", "blocked"]);
export type ExecutionStatus = z.infer<typeof ExecutionStatus>;

/** `from` and `to` bound when a run started. */
export const ListExecutions = PageQuery.extend({
  status: queryArray(ExecutionStatus, 3).optional(),
  from: queryDate().optional(),
  to: queryDate().optional(),
});
export type ListExecutions = z.infer<typeof ListExecutions>;

export const Execution = z
  .object({
    id: z.string(),
    jobId: z.string(),
    status: ExecutionStatus,
    startedAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    /** From its start to the end of its last step, in milliseconds; it waits for more work meanwhile. */
    durationMs: z.int(),
    steps: z.int(),
    batches: z.int(),
    claimed: z.int(),
    applied: z.int(),
    failed: z.int(),
    message: z.string().optional(),
  })
  .meta({ id: "Execution" });
export type Execution = z.infer<typeof Execution>;

export const ExecutionStep = z
  .object({
    step: z.int(),
    /** Absent, as batches and ms are 0, for steps from before they were kept. */
    startedAt: z.iso.datetime().optional(),
    ms: z.int(),
    batches: z.int(),
    claimed: z.int(),
    applied: z.int(),
    failed: z.int(),
  })
  .meta({ id: "ExecutionStep" });
export type ExecutionStep = z.infer<typeof ExecutionStep>;

/** Events that failed for good in this run and have not been tried again since, by their error. */
export const ExecutionError = z
  .object({ code: z.string(), message: z.string(), events: z.int(), eventId: z.string() })
  .meta({ id: "ExecutionError" });
export type ExecutionError = z.infer<typeof ExecutionError>;

export const ExecutionDetail = Execution.extend({
  /** In order; one lasts at most some seconds. */
  timeline: z.array(ExecutionStep),
  errors: z.array(ExecutionError),
}).meta({ id: "ExecutionDetail" });
export type ExecutionDetail = z.infer<typeof ExecutionDetail>;
