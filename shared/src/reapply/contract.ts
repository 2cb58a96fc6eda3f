import * as z from "zod";
import { op } from "../contract/op.ts";
import { Count } from "../events/search.ts";
import { SyncRun } from "../runs/contract.ts";

export const ReapplyPreview = z
  .object({
    /** Stored events that would be looked at: of each object, the newest decides. */
    events: Count,
    /** Events whose body retention has removed: not possible for objects that have no later one. */
    withoutBody: Count,
    /** Of the transformation that would be applied. */
    revision: z.int(),
  })
  .meta({ id: "ReapplyPreview" });
export type ReapplyPreview = z.infer<typeof ReapplyPreview>;

const path = "/api/workspaces/{workspaceId}/sync-jobs/{jobId}/transform/reapply";
const tag = "Runs";
const params = z.object({ workspaceId: z.string(), jobId: z.string() });

export const reapplyContract = {
  preview: op({
    method: "GET",
    path,
    operationId: "previewReapply",
    role: "viewer",
    tag,
    summary: "Count what re-applying a job's filter and transformation would look at",
    params,
    output: ReapplyPreview,
  }),
  start: op({
    method: "POST",
    path,
    operationId: "startReapply",
    role: "member",
    tag,
    summary: "Write the history again by the filter and the transformation as they are now",
    description:
      "A run that takes the stored events of each object, of which the newest decides. It replaces what an older transformation wrote of the same event, and nothing that is newer.",
    params,
    output: SyncRun,
    status: 201,
    errors: ["conflict"],
  }),
} as const;
