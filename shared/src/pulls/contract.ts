import * as z from "zod";
import { op } from "../contract/op.ts";
import { RunKind, SyncRun } from "../runs/contract.ts";
import { Entities } from "../sync-jobs/schedule.ts";
import { TimeZone } from "../sync-jobs/settings.ts";

export const StartPull = z
  .strictObject({
    /** Absent: what the schedule would do now. */
    kind: RunKind.extract(["backfill", "changes"]).optional(),
    /** Of a backfill; absent: those of the schedule. */
    entities: Entities.optional(),
  })
  .meta({ id: "StartPull" });
export type StartPull = z.infer<typeof StartPull>;

const tag = "Schedules";

export const pullsContract = {
  start: op({
    method: "POST",
    path: "/api/workspaces/{workspaceId}/sync-jobs/{jobId}/run",
    operationId: "runSyncJob",
    role: "member",
    tag,
    summary: "Read from the provider now",
    description:
      "A backfill reads the provider's lists, page by page; changes are read from its log since the last time. Where there is nothing to go on from, or the log does not reach back that far, it becomes a backfill, and the run's notes say so. Lists do not tell what was deleted: the log does, and a reconciliation.",
    params: z.object({ workspaceId: z.string(), jobId: z.string() }),
    body: StartPull,
    output: SyncRun,
    status: 202,
    errors: ["conflict", "unprocessable"],
  }),
  preview: op({
    method: "GET",
    path: "/api/v1/schedules/preview",
    operationId: "previewSchedule",
    role: "viewer",
    tag,
    summary: "Show when a schedule would run",
    query: z.strictObject({ cron: z.string().max(100), timezone: TimeZone.default("UTC") }),
    output: z.object({ next: z.array(z.iso.datetime()) }),
  }),
} as const;
