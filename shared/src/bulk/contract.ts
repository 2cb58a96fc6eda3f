import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { Count, EventFilter } from "../events/search.ts";
import { EventFlag, EventStatus } from "../events/status.ts";
import { Actor } from "../workspaces/fields.ts";

/** `retry`: failed events are worked on again. `replay`: each is repeated as a new event. */
export const BulkKind = z.enum(["retry", "replay"]);
export type BulkKind = z.infer<typeof BulkKind>;

const selection = {
  eventIds: z
    .array(z.string().max(64))
    .min(1)
    .max(5_000)
    .transform((ids) => [...new Set(ids)].sort())
    .optional(),
  /** Those that match now: what arrives later is not included. */
  filter: EventFilter.optional(),
  /** Of these only the failed ones; a retry takes no others anyhow. */
  onlyFailed: z.boolean().default(false),
};
const isOne = ({ eventIds, filter }: { eventIds?: unknown; filter?: unknown }) =>
  (eventIds === undefined) !== (filter === undefined);
const either = { error: "give either eventIds or filter" };

/** Which events are meant: named, or by a filter; `{"filter":{}}` is all of the workspace. */
export const BulkSelection = z.strictObject(selection).refine(isOne, either).meta({ id: "BulkSelection" });
export type BulkSelection = z.infer<typeof BulkSelection>;
export type BulkSelectionInput = z.input<typeof BulkSelection>;

export const PreviewBulk = z.strictObject({ kind: BulkKind, ...selection }).refine(isOne, either);

/** Why an event that is meant is left out. `unknown`: there is none of this id. */
export const BulkExclusion = z.enum(["not_failed", "body_removed", "replay_limit", "unknown"]);
export type BulkExclusion = z.infer<typeof BulkExclusion>;

export const BulkPreview = z
  .object({
    /** Events that are meant. Exact up to 10,000. */
    matching: Count,
    /** Those that it would be done to. */
    included: Count,
    /** Only what was looked at, where the numbers are estimated. */
    excluded: z.array(z.object({ reason: BulkExclusion, count: z.int() })),
    /** Of those that are meant, the most frequent first. */
    statuses: z.array(z.object({ status: EventStatus, count: z.int() })),
  })
  .meta({ id: "BulkPreview" });
export type BulkPreview = z.infer<typeof BulkPreview>;

/** A filter as it was at the start, with an end. */
export const FrozenFilter = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }),
  status: z.array(EventStatus).optional(),
  type: z.array(z.string()).optional(),
  jobId: z.array(z.string()).optional(),
  id: z.string().optional(),
  objectId: z.string().optional(),
  error: z.array(z.string()).optional(),
  failure: z.string().optional(),
  flag: z.array(EventFlag).optional(),
  q: z.array(z.string()).optional(),
});
export type FrozenFilter = z.infer<typeof FrozenFilter>;

export const BulkOperation = z
  .object({
    id: z.string(),
    kind: BulkKind,
    /** `stopped`: no further events are begun. */
    status: z.enum(["pending", "running", "done", "stopped", "failed"]),
    /** null where the events were named. */
    filter: FrozenFilter.nullable(),
    onlyFailed: z.boolean(),
    /** Events it would be done to, as counted at the start; in the end those that were looked at. */
    total: Count,
    done: z.int(),
    /** Left out when their turn came. */
    skipped: z.int(),
    failed: z.int(),
    startedBy: Actor,
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    /** Why it failed. */
    problem: z.string().nullable(),
  })
  .meta({ id: "BulkOperation" });
export type BulkOperation = z.infer<typeof BulkOperation>;

const tag = "Bulk operations";
const path = "/api/v1/bulk-operations";
const params = z.object({ id: z.string() });
const start = {
  method: "POST",
  role: "member",
  tag,
  body: BulkSelection,
  output: BulkOperation,
  status: 202,
} as const;

export const bulkContract = {
  retry: op({
    ...start,
    path: "/api/v1/events/retry",
    operationId: "retryEvents",
    summary: "Work on many failed events again, with all their attempts",
    description:
      "Done by a durable function: the answer says that it will be. Preview it to know how many there are.",
  }),
  replay: op({
    ...start,
    path: "/api/v1/events/replay",
    operationId: "replayEvents",
    summary: "Repeat many events as new ones, each once",
    description:
      "Done by a durable function: the answer says that it will be. Preview it to know how many there are.",
  }),
  preview: op({
    method: "POST",
    path: `${path}/preview`,
    operationId: "previewBulkOperation",
    role: "member",
    tag,
    summary: "Count what a bulk operation would include and leave out",
    body: PreviewBulk,
    output: BulkPreview,
  }),
  list: op({
    method: "GET",
    path,
    operationId: "listBulkOperations",
    role: "viewer",
    tag,
    summary: "List bulk operations, newest first",
    query: PageQuery,
    output: page(BulkOperation),
  }),
  get: op({
    method: "GET",
    path: `${path}/{id}`,
    operationId: "getBulkOperation",
    role: "viewer",
    tag,
    summary: "Read how far a bulk operation is",
    params,
    output: BulkOperation,
  }),
  stop: op({
    method: "POST",
    path: `${path}/{id}/stop`,
    operationId: "stopBulkOperation",
    role: "member",
    tag,
    summary: "Stop a bulk operation; what is done stays done",
    params,
    output: BulkOperation,
    errors: ["conflict"],
  }),
} as const;
