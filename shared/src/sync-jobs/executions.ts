import * as z from "zod";

export const Execution = z
  .object({
    id: z.string(),
    jobId: z.string(),
    status: z.enum(["running", "completed", "blocked"]),
    startedAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    steps: z.int(),
    claimed: z.int(),
    applied: z.int(),
    failed: z.int(),
    message: z.string().optional(),
  })
  .meta({ id: "Execution" });
export type Execution = z.infer<typeof Execution>;
