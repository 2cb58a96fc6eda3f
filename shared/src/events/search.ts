import * as z from "zod";
import { PageQuery, queryArray, queryInt } from "../contract/query.ts";
import { EventFlag, EventStatus } from "./status.ts";

const time = z.iso.datetime({ offset: true });
const term = z.string().trim().min(1).max(128);

/** Which events are meant. Several values of one field are alternatives; all fields must hold. */
export const EventFilter = z.strictObject({
  /** By time of receipt; `to` is exclusive. */
  from: time.optional(),
  to: time.optional(),
  status: queryArray(EventStatus, 6).optional(),
  /** Names, or patterns with `*` for any run of characters. */
  type: queryArray(z.string().max(255), 50).optional(),
  jobId: queryArray(z.string().max(64), 100).optional(),
  /** Ours, the provider's, or that of the object the event is about. */
  id: z.string().trim().min(1).max(255).optional(),
  objectId: z.string().trim().min(1).max(255).optional(),
  /** Of failed events. */
  error: queryArray(z.string().max(64), 20).optional(),
  /** A group of failures of one cause. */
  failure: z.string().max(80).optional(),
  flag: queryArray(EventFlag, 8).optional(),
  /** An id, e-mail, number or name of the event, whole or its beginning; all of several (RULES 27). */
  q: queryArray(term, 4).optional(),
});
export type EventFilter = z.infer<typeof EventFilter>;
export type EventFilterInput = z.input<typeof EventFilter>;

export const EventSort = z.enum(["newest", "oldest"]);
export type EventSort = z.infer<typeof EventSort>;

export const ListEvents = PageQuery.extend(EventFilter.shape).extend({
  /** By time of receipt. */
  sort: EventSort.default("newest"),
});
export type ListEvents = z.infer<typeof ListEvents>;

/** A number that may stand for more: then `estimated` is set, and it is shown as "about". */
export const Count = z.object({ count: z.int(), estimated: z.boolean().optional() });
export type Count = z.infer<typeof Count>;

const facet = z.array(z.object({ value: z.string(), count: z.int() }));

/** Counts of each value for the other filters, the most frequent first. */
export const EventFacets = z.object({
  /** Events that match all filters. */
  total: z.int(),
  status: facet,
  type: facet,
  jobId: facet,
  /** Only a part of the matches was looked at: the numbers are at least what they say. */
  estimated: z.boolean(),
  /** What was counted: whole minutes. */
  from: z.iso.datetime().nullable(),
  to: z.iso.datetime(),
});
export type EventFacets = z.infer<typeof EventFacets>;

export const HistogramQuery = EventFilter.extend({
  buckets: queryInt(1, 60).default(60),
});
export type HistogramQuery = z.infer<typeof HistogramQuery>;

export const EventHistogram = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Milliseconds. */
  width: z.int(),
  /** Only statuses that occur; the last bucket may still fill. */
  buckets: z.array(z.object({ at: z.iso.datetime(), counts: z.partialRecord(EventStatus, z.int()) })),
  estimated: z.boolean(),
  /** Where only a part was looked at: before this, buckets are not complete. */
  completeFrom: z.iso.datetime().optional(),
});
export type EventHistogram = z.infer<typeof EventHistogram>;
