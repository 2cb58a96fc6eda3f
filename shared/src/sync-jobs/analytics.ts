import * as z from "zod";
import { queryArray } from "../contract/query.ts";

/** Of receipt, to whole minutes; the default is the last 24 hours. */
export const AnalyticsQuery = z.strictObject({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** Narrows the points and the causes; the list of types stays whole. */
  type: queryArray(z.string().min(1).max(255), 1).optional(),
});
export type AnalyticsQuery = z.infer<typeof AnalyticsQuery>;

const Latency = z.object({ p50: z.number().nullable(), p95: z.number().nullable() });
const counts = {
  received: z.int(),
  processed: z.int(),
  failed: z.int(),
  filtered: z.int(),
  /** Pending, waiting or being worked on. */
  open: z.int(),
};

/** What became of the events of one type, of those received within the range. */
export const TypeFigures = z
  .object({
    type: z.string(),
    ...counts,
    /** failed / (processed + failed), 0 to 1; null without either. */
    failedShare: z.number().nullable(),
    /** From receipt to the settled write, to about 20 %; null where it is not known of this type alone. */
    latencyMs: Latency,
    /** Received, oldest first, in equal steps over the range. */
    sparkline: z.array(z.int()),
  })
  .meta({ id: "TypeFigures" });
export type TypeFigures = z.infer<typeof TypeFigures>;

export const Analytics = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** Milliseconds from one point to the next. */
    bucketMs: z.int(),
    points: z.array(
      z.object({
        at: z.iso.datetime(),
        ...counts,
        latencyMs: Latency,
        /** Events that are failed now, by cause, in the order of `causes`. */
        causes: z.array(z.int()),
      }),
    ),
    /** Why events failed, the commonest first, at most 6; what is left is the last, with no group. */
    causes: z.array(z.object({ group: z.string().nullable(), title: z.string(), count: z.int() })),
    /** The busiest first, at most 100. */
    types: z.array(TypeFigures),
    /** How many there are. */
    typeCount: z.int(),
  })
  .meta({ id: "Analytics" });
export type Analytics = z.infer<typeof Analytics>;
