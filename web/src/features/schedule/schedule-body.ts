import type { ScheduleValues } from "./schedule-fields.tsx";

/** As the API takes it. */
export const scheduleBody = ({ cron, timezone, entities, mode }: ScheduleValues) => ({
  cron,
  timezone,
  mode,
  ...(entities.length > 0 && { entities: [...entities] }),
});
