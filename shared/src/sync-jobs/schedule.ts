import * as z from "zod";
import { TimeZone } from "./settings.ts";

/**
 * What a scheduled run reads. `changes`: the provider's log since the last run, and the lists where the log does not
 * reach back that far; `backfill`: the lists, each time.
 */
export const ScheduleMode = z.enum(["changes", "backfill"]);
export type ScheduleMode = z.infer<typeof ScheduleMode>;

const cron = z
  .string()
  .trim()
  .max(100)
  .transform((text) => text.replaceAll(/\s+/g, " "))
  .refine((text) => text.split(" ").length === 5, {
    error: "needs five fields: minute, hour, day of the month, month, day of the week",
  });
export const Entities = z.array(z.string().min(1).max(100)).min(1).max(200);

export const ScheduleInput = z
  .strictObject({
    /** Five fields, in `timezone`. */
    cron,
    /** The job's own when it is not given. */
    timezone: TimeZone.optional(),
    /** Which of the provider's objects; all when not given. */
    entities: Entities.optional(),
    mode: ScheduleMode.default("changes"),
  })
  .meta({ id: "ScheduleInput" });
export type ScheduleInput = z.infer<typeof ScheduleInput>;

export const Schedule = z
  .object({
    cron: z.string(),
    timezone: z.string(),
    /** null: all. */
    entities: z.array(z.string()).nullable(),
    mode: ScheduleMode,
    /** The next three times, the first of which may have come while the job was paused. */
    next: z.array(z.iso.datetime()),
  })
  .meta({ id: "Schedule" });
export type Schedule = z.infer<typeof Schedule>;
