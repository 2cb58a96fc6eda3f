import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { Actor } from "../workspaces/contract.ts";

const objectIds = z
  .array(z.string().trim().min(1).max(255))
  .min(1)
  .max(100)
  .transform((ids) => [...new Set(ids)])
  .describe("The provider's ids of the objects, `cus_…`; each as it is in `objectId` of an event.");

export const RequestErasure = z
  .strictObject({
    /** Absent: in every job of the workspace. */
    jobId: z.string().max(64).optional(),
    objectIds,
    /** Leaves the documents in the destinations. */
    keepDestination: z.boolean().default(false),
    /** Sets later events of these objects aside, without their bodies, as filtered with the reason `erased`. */
    suppress: z.boolean().default(true),
  })
  .meta({ id: "RequestErasure" });
export type RequestErasure = z.infer<typeof RequestErasure>;

export const PreviewErasure = z
  .strictObject({ jobId: z.string().max(64).optional(), objectIds })
  .meta({ id: "PreviewErasure" });
export type PreviewErasure = z.infer<typeof PreviewErasure>;

const Count = z.object({
  count: z.int(),
  atLeast: z.boolean().describe("There are more than were counted."),
});

export const ErasurePreview = z
  .object({
    events: Count.describe("Events about these objects, or naming them."),
    rejected: Count.describe("Refused requests that name them."),
    documents: Count.describe("Documents in destinations; of those that could be reached."),
    unreachable: z.array(z.string()).describe("Names of jobs whose destination does not answer."),
    related: z
      .array(z.string())
      .describe(
        "Other objects, at most 50, whose events name these: erase them too where they tell of the person.",
      ),
  })
  .meta({ id: "ErasurePreview" });
export type ErasurePreview = z.infer<typeof ErasurePreview>;

export const Erasure = z
  .object({
    id: z.string(),
    /** `waiting`: not begun, or `problem` says for what. */
    state: z.enum(["waiting", "running", "done"]),
    jobId: z.string().nullable(),
    objectIds: z.array(z.string()),
    keepDestination: z.boolean(),
    suppress: z.boolean(),
    requestedBy: Actor,
    requestedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    liftedAt: z.iso.datetime().nullable(),
    counts: z.object({ events: z.int(), rejected: z.int(), documents: z.int() }),
    problem: z.string().nullable(),
  })
  .meta({ id: "Erasure" });
export type Erasure = z.infer<typeof Erasure>;

const tag = "Erasures";
const path = "/api/v1/erasures";
const params = z.object({ erasureId: z.string() });

export const erasuresContract = {
  list: op({
    method: "GET",
    path,
    operationId: "listErasures",
    role: "admin",
    tag,
    summary: "List erasures, newest first",
    query: PageQuery,
    output: page(Erasure),
  }),
  get: op({
    method: "GET",
    path: `${path}/{erasureId}`,
    operationId: "getErasure",
    role: "admin",
    tag,
    summary: "Read how far an erasure is",
    params,
    output: Erasure,
  }),
  preview: op({
    method: "POST",
    path: `${path}/preview`,
    operationId: "previewErasure",
    role: "admin",
    tag,
    summary: "Count what an erasure would remove",
    body: PreviewErasure,
    output: ErasurePreview,
  }),
  request: op({
    method: "POST",
    path,
    operationId: "requestErasure",
    role: "admin",
    tag,
    summary: "Erase what is known of some objects, for good",
    description:
      "Bodies, headers and search terms of all events about these objects go, and the documents in the destinations; what is left of an event are its id, type, time and dedupe key. It is done by a durable function: the answer says that it will be.",
    body: RequestErasure,
    output: Erasure,
    status: 202,
  }),
  lift: op({
    method: "POST",
    path: `${path}/{erasureId}/lift`,
    operationId: "liftErasure",
    role: "admin",
    tag,
    summary: "Take in later events of these objects again",
    description: "What was erased stays so.",
    params,
    output: Erasure,
    errors: ["conflict"],
  }),
} as const;
