import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { SyncRun } from "../runs/contract.ts";
import { ScheduleInput } from "../sync-jobs/schedule.ts";
import { TimeZone } from "../sync-jobs/settings.ts";

/** `missing`: only the provider has it. `stale`: both have it, and not alike. `extra`: only the destination has it. */
export const FindingKind = z.enum(["missing", "stale", "extra"]);
export type FindingKind = z.infer<typeof FindingKind>;

const Totals = z.object({
  inProvider: z.int(),
  inDestination: z.int(),
  equal: z.int(),
  missing: z.int(),
  stale: z.int(),
  extra: z.int(),
  /** Changed while it was looked at: neither equal nor wrong. */
  changed: z.int(),
  /** Of which the provider cannot be asked, or which were too many to ask for one by one. */
  unproven: z.int(),
  /** By the job's filters, or erased. */
  leftOut: z.int(),
});
export type ReconcileTotals = z.infer<typeof Totals>;

export const ReconcileCollection = Totals.extend({
  collection: z.string(),
  title: z.string(),
  /** False: the provider lists no such objects, so nothing can be said of them. */
  isProvable: z.boolean(),
  /** In which fields stale documents differ most often; places in lists are `*`. */
  fields: z.array(z.object({ path: z.string(), count: z.int() })),
}).meta({ id: "ReconcileCollection" });
export type ReconcileCollection = z.infer<typeof ReconcileCollection>;

const Repair = z.object({
  runId: z.string(),
  at: z.iso.datetime(),
  repaired: z.int(),
  alreadyRight: z.int(),
  /** A newer event had been written, or was, meanwhile. */
  newerEventWon: z.int(),
  failed: z.int(),
  text: z.string(),
});

export const ReconcileSummary = z
  .object({
    runId: z.string(),
    jobId: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    /** `equal`: all that was compared is. `differs`: there are findings. `unproven`: none, but not all could be compared. */
    verdict: z.enum(["equal", "differs", "unproven"]),
    /** The same in words. */
    text: z.string(),
    totals: Totals,
    /** Asked of the provider. */
    requests: z.int(),
    isScheduled: z.boolean(),
    /** The newest last. */
    repairs: z.array(Repair),
  })
  .meta({ id: "ReconcileSummary" });
export type ReconcileSummary = z.infer<typeof ReconcileSummary>;

export const ReconcileReport = ReconcileSummary.extend({
  collections: z.array(ReconcileCollection),
  /** Fields that were left out of the comparison. */
  ignored: z.array(z.string()),
}).meta({ id: "ReconcileReport" });
export type ReconcileReport = z.infer<typeof ReconcileReport>;

export const FieldDifference = z.object({
  /** With dots; places in lists count from 0. Empty where the whole differs. */
  path: z.string(),
  /** The provider's, as the job shapes it; absent where it has no such field. */
  there: z.unknown().optional(),
  /** The destination's; absent where it has no such field. */
  here: z.unknown().optional(),
});
export type FieldDifference = z.infer<typeof FieldDifference>;

export const ReconcileFinding = z
  .object({
    collection: z.string(),
    id: z.string(),
    kind: FindingKind,
    /** What is known beyond the kind: a tombstone, say. */
    reason: z.string().nullable(),
    /** Of the first 50 of a collection and kind; else null. */
    differences: z.array(FieldDifference).nullable(),
    /** When the destination's document was written last. */
    syncedAt: z.iso.datetime().nullable(),
    /** What a repair came to; null before one. */
    repair: z.enum(["repaired", "alreadyRight", "newerEventWon", "failed"]).nullable(),
  })
  .meta({ id: "ReconcileFinding" });
export type ReconcileFinding = z.infer<typeof ReconcileFinding>;

const collections = z.array(z.string().min(1).max(64)).min(1).max(100);
const ignore = z.array(z.string().trim().min(1).max(200)).max(50).default([]);

export const ReconcileSchedule = z
  .object({
    cron: z.string(),
    timezone: z.string(),
    /** Repairs what is found, without asking. */
    repair: z.boolean(),
    /** null: those that are wanted when it runs. */
    collections: z.array(z.string()).nullable(),
    ignore: z.array(z.string()),
    nextAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "ReconcileSchedule" });
export type ReconcileSchedule = z.infer<typeof ReconcileSchedule>;

export const SetReconcileSchedule = z
  .strictObject({
    /** null: none. */
    schedule: z
      .strictObject({
        /** Five fields, in `timezone`, which is the job's own when it is not given. */
        cron: ScheduleInput.shape.cron,
        timezone: TimeZone.optional(),
        repair: z.boolean().default(false),
        collections: collections.optional(),
        ignore,
      })
      .nullable(),
  })
  .meta({ id: "SetReconcileSchedule" });
export type SetReconcileSchedule = z.infer<typeof SetReconcileSchedule>;

export const ReconcileOptions = z
  .object({
    /** Why it cannot be done, and what to do; null where it can. */
    problem: z.string().nullable(),
    collections: z.array(
      z.object({
        collection: z.string(),
        title: z.string(),
        /** About so many documents are in the destination; null where it does not answer. */
        inDestination: z.int().nullable(),
        /** Whether events of these objects come to the job. */
        isWanted: z.boolean(),
      }),
    ),
    /** The reconciliation or repair that has not ended. */
    active: SyncRun.nullable(),
    schedule: ReconcileSchedule.nullable(),
  })
  .meta({ id: "ReconcileOptions" });
export type ReconcileOptions = z.infer<typeof ReconcileOptions>;

export const StartReconcile = z
  .strictObject({
    /** Absent: those whose events come to the job, and those that the destination has. */
    collections: collections.optional(),
    /** Paths of fields not to compare: `date_updated`, `items.data.*.price`. */
    ignore,
  })
  .meta({ id: "StartReconcile" });
export type StartReconcile = z.infer<typeof StartReconcile>;

export const RepairWish = z
  .strictObject({
    kinds: z.array(FindingKind).min(1).max(3),
    /** Absent: all of the report's. */
    collections: collections.optional(),
  })
  .meta({ id: "RepairWish" });
export type RepairWish = z.infer<typeof RepairWish>;

export const RepairPreview = z
  .object({
    missing: z.int(),
    stale: z.int(),
    extra: z.int(),
    total: z.int(),
    /** How extra documents go. */
    deleteMode: z.enum(["hard", "soft"]),
  })
  .meta({ id: "RepairPreview" });
export type RepairPreview = z.infer<typeof RepairPreview>;

export const ListFindings = z.strictObject({
  ...PageQuery.shape,
  collection: z.string().max(64).optional(),
  kind: FindingKind.optional(),
});
export type ListFindings = z.infer<typeof ListFindings>;

const tag = "Reconciliation";
const base = "/api/workspaces/{workspaceId}/sync-jobs/{jobId}/reconcile";
const ofJob = z.object({ workspaceId: z.string(), jobId: z.string() });
const ofRun = ofJob.extend({ runId: z.string().max(64) });

export const reconcileContract = {
  options: op({
    method: "GET",
    path: base,
    operationId: "getReconcileOptions",
    role: "viewer",
    tag,
    summary: "What a job's reconciliation can compare",
    params: ofJob,
    output: ReconcileOptions,
  }),
  start: op({
    method: "POST",
    path: base,
    operationId: "startReconcile",
    role: "member",
    tag,
    summary: "Compare a job's destination with the provider",
    description:
      "Reads the provider's lists and asks again for each object that differs. Nothing in the destination is changed. The answer is the run; the report has its id.",
    params: ofJob,
    body: StartReconcile,
    output: SyncRun,
    status: 202,
    errors: ["conflict", "unprocessable"],
  }),
  setSchedule: op({
    method: "PUT",
    path: `${base}/schedule`,
    operationId: "setReconcileSchedule",
    role: "member",
    tag,
    summary: "Compare a job's destination with the provider at set times, or no longer",
    params: ofJob,
    body: SetReconcileSchedule,
    output: z.object({ schedule: ReconcileSchedule.nullable() }),
    errors: ["unprocessable"],
  }),
  reports: op({
    method: "GET",
    path: `${base}/reports`,
    operationId: "listReconcileReports",
    role: "viewer",
    tag,
    summary: "List a job's reconciliations, newest first",
    params: ofJob,
    query: PageQuery,
    output: page(ReconcileSummary),
  }),
  report: op({
    method: "GET",
    path: `${base}/reports/{runId}`,
    operationId: "getReconcileReport",
    role: "viewer",
    tag,
    summary: "Read what a reconciliation found",
    params: ofRun,
    output: ReconcileReport,
  }),
  findings: op({
    method: "GET",
    path: `${base}/reports/{runId}/findings`,
    operationId: "listReconcileFindings",
    role: "viewer",
    tag,
    summary: "List the objects that are missing, stale or extra, with what differs",
    params: ofRun,
    query: ListFindings,
    output: page(ReconcileFinding),
  }),
  previewRepair: op({
    method: "POST",
    path: `${base}/{runId}/repair/preview`,
    operationId: "previewReconcileRepair",
    role: "member",
    tag,
    summary: "Count what a repair would do",
    params: ofRun,
    body: RepairWish,
    output: RepairPreview,
  }),
  repair: op({
    method: "POST",
    path: `${base}/{runId}/repair`,
    operationId: "repairReconcile",
    role: "member",
    tag,
    summary: "Make the destination equal the provider where a reconciliation found that it does not",
    description:
      "Asks the provider for each object once more and writes what it says, unless a newer event has been written.",
    params: ofRun,
    body: RepairWish,
    output: SyncRun,
    status: 202,
    errors: ["conflict", "unprocessable"],
  }),
} as const;
