import * as z from "zod";
import { op } from "../contract/op.ts";

export const DEFAULT_RETENTION = { bodyDays: 30, rowDays: 400, executionDays: 30 } as const;

const bodyDays = z.int().min(1).max(3650);
const rowDays = z.int().min(7).max(3650);
const executionDays = z.int().min(1).max(3650);

/** How long things are kept, in days after their receipt. */
export const Retention = z
  .object({
    bodyDays: bodyDays.describe("Bodies and headers of settled events, and refused requests."),
    rowDays: rowDays.describe(
      "The rows of settled events; until then a repeat of the event is known as such. Not less than bodyDays.",
    ),
    executionDays: executionDays.describe("Runs of a job."),
  })
  .meta({ id: "Retention" });
export type Retention = z.infer<typeof Retention>;

/** null: as the workspace has it, or by default. */
const OwnRetention = z
  .object({
    bodyDays: bodyDays.nullable(),
    rowDays: rowDays.nullable(),
    executionDays: executionDays.nullable(),
  })
  .meta({ id: "OwnRetention" });

export const RetentionSettings = z
  .object({
    defaults: Retention,
    workspace: z.object({ own: OwnRetention, effective: Retention }),
    /** Jobs with settings of their own. */
    jobs: z.array(z.object({ jobId: z.string(), name: z.string(), own: OwnRetention, effective: Retention })),
  })
  .meta({ id: "RetentionSettings" });
export type RetentionSettings = z.infer<typeof RetentionSettings>;

export const UpdateRetention = z
  .strictObject({
    /** Absent: the workspace. */
    jobId: z.string().max(64).optional(),
    bodyDays: bodyDays.nullable().optional(),
    rowDays: rowDays.nullable().optional(),
    executionDays: executionDays.nullable().optional(),
  })
  .meta({ id: "UpdateRetention" });
export type UpdateRetention = z.infer<typeof UpdateRetention>;

const Affected = z.object({
  count: z.int(),
  /** There are more than were counted. */
  atLeast: z.boolean(),
  oldest: z.iso.datetime().nullable(),
});

export const RetentionPreview = z
  .object({
    bodies: Affected.describe("Events whose bodies and headers would be removed."),
    rows: Affected.describe("Events that would be removed whole."),
    /** Jobs that were looked at; with `atLeast` not all of them. */
    jobs: z.int(),
  })
  .meta({ id: "RetentionPreview" });
export type RetentionPreview = z.infer<typeof RetentionPreview>;

const tag = "Retention";
const path = "/api/v1/retention";

export const retentionContract = {
  get: op({
    method: "GET",
    path,
    operationId: "getRetention",
    role: "viewer",
    tag,
    summary: "Read how long things are kept",
    output: RetentionSettings,
  }),
  update: op({
    method: "PATCH",
    path,
    operationId: "updateRetention",
    role: "admin",
    tag,
    summary: "Change how long things are kept, in the workspace or in one job",
    description: "What is shortened is removed by the next hourly cleanup; what is gone does not come back.",
    body: UpdateRetention,
    output: RetentionSettings,
    errors: ["unprocessable"],
  }),
  preview: op({
    method: "POST",
    path: `${path}/preview`,
    operationId: "previewRetention",
    role: "admin",
    tag,
    summary: "Count what the next cleanup would remove, with these changes or as it is",
    body: UpdateRetention,
    output: RetentionPreview,
    errors: ["unprocessable"],
  }),
} as const;
