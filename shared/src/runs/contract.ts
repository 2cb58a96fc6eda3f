import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { Count } from "../events/search.ts";
import { Actor } from "../workspaces/fields.ts";

/** What long work on a job can be. `backfill` reads the provider's lists, `changes` its log. */
export const RunKind = z.enum(["backfill", "changes", "reconcile", "repair", "reapply"]);
export type RunKind = z.infer<typeof RunKind>;

/** `waiting`: for what `waiting` says, and goes on by itself. `paused`: until a person resumes it, or the job. */
export const RunStatus = z.enum([
  "queued",
  "running",
  "waiting",
  "paused",
  "completed",
  "failed",
  "cancelled",
]);
export type RunStatus = z.infer<typeof RunStatus>;

export const RunProgress = z.object({
  pages: z.int(),
  /** What the run is about: objects read, events taken, documents compared. */
  objects: z.int(),
  /** null where nobody can tell. */
  total: Count.nullable(),
  /** Objects a second over the last minute; null while it does not run. */
  perSecond: z.number().nullable(),
  secondsLeft: z.int().nullable(),
  /** Where it is: `Payment intents, 3 of 12`. */
  at: z.string().nullable(),
});
export type RunProgress = z.infer<typeof RunProgress>;

/** One of those that failed, while the others went on. */
export const RunFailure = z.object({
  collection: z.string().nullable(),
  id: z.string(),
  code: z.string(),
  message: z.string(),
});
export type RunFailure = z.infer<typeof RunFailure>;

export const SyncRun = z
  .object({
    id: z.string(),
    jobId: z.string(),
    kind: RunKind,
    status: RunStatus,
    progress: RunProgress,
    /** What became of the objects, by name: `applied`, `unchanged`, `superseded`, `failed`, … */
    counts: z.record(z.string(), z.int()),
    /** What it was asked to do, as its kind understands it. */
    input: z.record(z.string(), z.unknown()),
    /** What a person should know of it, oldest first. */
    notes: z.array(z.string()),
    /** The first of those that failed; `counts.failed` says how many there are. */
    failures: z.array(RunFailure),
    waiting: z.object({ until: z.iso.datetime(), reason: z.string() }).nullable(),
    /** Why it failed, and what to do. */
    error: z.string().nullable(),
    /** null where the schedule did. */
    startedBy: Actor.nullable(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "SyncRun" });
export type SyncRun = z.infer<typeof SyncRun>;

export const ListRuns = z.strictObject({ ...PageQuery.shape, kind: RunKind.optional() });
export type ListRuns = z.infer<typeof ListRuns>;

const tag = "Runs";
const path = "/api/workspaces/{workspaceId}/sync-jobs/{jobId}/runs";
const ofJob = z.object({ workspaceId: z.string(), jobId: z.string() });
const params = ofJob.extend({ runId: z.string().max(64) });
const change = {
  method: "POST",
  role: "member",
  tag,
  params,
  output: SyncRun,
  errors: ["conflict"],
} as const;

export const runsContract = {
  list: op({
    method: "GET",
    path,
    operationId: "listSyncJobRuns",
    role: "viewer",
    tag,
    summary: "List a job's long runs, newest first",
    description: "Pulls from the provider, reconciliations, repairs and re-applied transformations.",
    params: ofJob,
    query: ListRuns,
    output: page(SyncRun),
  }),
  get: op({
    method: "GET",
    path: `${path}/{runId}`,
    operationId: "getSyncJobRun",
    role: "viewer",
    tag,
    summary: "Read how far a run is",
    params,
    output: SyncRun,
  }),
  pause: op({
    ...change,
    path: `${path}/{runId}/pause`,
    operationId: "pauseSyncJobRun",
    summary: "Pause a run where it is",
    description: "At most the page that is under way is still worked on, and worked on again afterwards.",
  }),
  resume: op({
    ...change,
    path: `${path}/{runId}/resume`,
    operationId: "resumeSyncJobRun",
    summary: "Let a paused run go on, or a waiting one without waiting",
  }),
  cancel: op({
    ...change,
    path: `${path}/{runId}/cancel`,
    operationId: "cancelSyncJobRun",
    summary: "End a run; what it did stays done",
  }),
} as const;
