import * as z from "zod";
import { EventSummary } from "../events/contract.ts";

export const StatsQuery = z.strictObject({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

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
    latencyMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
    timeline: z.array(
      z.object({ at: z.iso.datetime(), received: z.int(), processed: z.int(), failed: z.int() }),
    ),
  })
  .meta({ id: "SyncJobStats" });
export type SyncJobStats = z.infer<typeof SyncJobStats>;
