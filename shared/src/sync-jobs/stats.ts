import * as z from "zod";
import { EventSummary } from "../events/contract.ts";

/** Default: the last hour. Sixty buckets, each of whole minutes. */
export const StatsQuery = z.strictObject({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

const Latency = z.object({ p50: z.number().nullable(), p95: z.number().nullable() });

/** What was received from `at` until the next point, and what became of it. */
export const StatsPoint = z
  .object({
    at: z.iso.datetime(),
    received: z.int(),
    processed: z.int(),
    failed: z.int(),
    filtered: z.int(),
    /** Of the processed ones: those that nothing was to be written of. */
    ignored: z.int(),
    /** Pending, waiting or being worked on. */
    open: z.int(),
    /** Repeats of events known already; they are not among the received. */
    duplicates: z.int(),
    /** Requests turned away; neither are they. */
    rejected: z.int(),
    latencyMs: Latency,
  })
  .meta({ id: "StatsPoint" });
export type StatsPoint = z.infer<typeof StatsPoint>;

export const SyncJobStats = z
  .object({
    totalEvents: z.int(),
    /** Since midnight in the job's time zone. */
    eventsToday: z.int(),
    processed: z.int(),
    failed: z.int(),
    filtered: z.int(),
    pending: z.int(),
    duplicates: z.int(),
    /** Events of one second whose order could not be told (RULES 17). */
    ambiguous: z.int(),
    /** processed / (processed + failed) of the last 24 hours; null without either. */
    successRate: z.number().nullable(),
    recentEvents: z.array(EventSummary),
    /** From receipt to the settled write, over the asked range; null without a processed event. */
    latencyMs: Latency,
    /** Sums over the asked range. */
    range: StatsPoint.omit({ at: true, latencyMs: true }).extend({
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      /** Milliseconds from one point of the timeline to the next. */
      bucketMs: z.int(),
    }),
    timeline: z.array(StatsPoint),
  })
  .meta({ id: "SyncJobStats" });
export type SyncJobStats = z.infer<typeof SyncJobStats>;
