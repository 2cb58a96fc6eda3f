import * as z from "zod";
import { PageQuery } from "../contract/query.ts";
import { SyncJob } from "./job.ts";

/**
 * The one state that matters most about a job. `quiet`: no event for ten times its usual gap; `blocked`: its
 * destination cannot be used; `needsSecret`: its URL answers 503.
 */
export const JobState = z.enum(["disabled", "blocked", "needsSecret", "paused", "quiet", "active"]);
export type JobState = z.infer<typeof JobState>;

export const ListSummaries = PageQuery.extend({
  /** `attention`: what failed first, then what needs somebody, then the busiest. */
  sort: z.enum(["attention", "name", "newest", "received", "lastEvent"]).default("attention"),
  state: JobState.optional(),
  /** Part of the name, the database or an event type. */
  q: z.string().trim().min(1).max(128).optional(),
});
export type ListSummaries = z.infer<typeof ListSummaries>;

export const SyncJobSummary = z
  .object({
    job: SyncJob,
    state: JobState,
    /** Of the last 24 hours, by time of receipt. */
    received: z.int(),
    processed: z.int(),
    failed: z.int(),
    filtered: z.int(),
    /** Received within 30 days and not settled yet. */
    inFlight: z.int(),
    /** Milliseconds from receipt to the settled write, over 24 hours. */
    p95: z.number().nullable(),
    lastEventAt: z.iso.datetime().optional(),
    /** Milliseconds between two events; absent while there are too few to tell. */
    usualGapMs: z.int().optional(),
    /** Of half an hour each, the last still filling. */
    sparkline: z.array(z.object({ at: z.iso.datetime(), received: z.int(), failed: z.int() })),
  })
  .meta({ id: "SyncJobSummary" });
export type SyncJobSummary = z.infer<typeof SyncJobSummary>;

export const SyncJobSummaries = z
  .object({
    data: z.array(SyncJobSummary),
    nextCursor: z.string().nullable(),
    /** Jobs by state, of all that `q` matches. */
    counts: z.record(JobState, z.int()),
    total: z.int(),
  })
  .meta({ id: "SyncJobSummaries" });
export type SyncJobSummaries = z.infer<typeof SyncJobSummaries>;
