import type { Schedule, ScheduleInput } from "@sluice/shared/sync-jobs";
import { Cron } from "croner";
import { connectorOf } from "../connectors/index.ts";
import { AppError, invalidField } from "../platform/errors.ts";
import type { JobDoc, JobSchedule } from "./repo.ts";

const SHOWN = 3;

type When = Pick<JobSchedule, "cron" | "timezone">;

/** The next times after `from`, at most `count`: fewer where the schedule ends. */
function timesOf({ cron, timezone }: When, from: Date, count: number): Date[] {
  return new Cron(cron, { mode: "5-part", timezone }).nextRuns(count, from);
}

/** When it is due next after `from`. */
export const nextTime = (when: When, from: Date): Date | undefined => timesOf(when, from, 1)[0];

/** The next three times. @throws AppError `invalid_input` where it is no schedule, or never comes. */
export function previewSchedule(when: When, from = new Date()): Date[] {
  try {
    const times = timesOf(when, from, SHOWN);
    if (times.length > 0) return times;
  } catch (error) {
    throw invalidField("schedule.cron", `${(error as Error).message}`);
  }
  throw invalidField("schedule.cron", `there is no time that ${when.cron} names.`);
}

/** As a job keeps it. @throws AppError `invalid_input`, or `unprocessable` where the provider cannot be asked. */
export function checkedSchedule(connectorId: string, timezone: string, given: ScheduleInput): JobSchedule {
  const { api, name } = connectorOf(connectorId);
  if (!api)
    throw new AppError(
      "unprocessable",
      `schedule: what ${name} has cannot be asked for, it only comes by webhook.`,
    );
  const known = new Set(api.entities.map(({ collection }) => collection));
  const unknown = given.entities?.find((entity) => !known.has(entity));
  if (unknown !== undefined) throw invalidField("schedule.entities", `${name} lists no ${unknown}.`);
  const { entities, mode, cron } = given;
  const schedule: JobSchedule = {
    cron,
    timezone: given.timezone ?? timezone,
    mode,
    ...(entities && { entities: [...new Set(entities)].sort() }),
  };
  previewSchedule(schedule);
  return schedule;
}

export function presentSchedule({ schedule, nextRunAt }: JobDoc): Schedule | undefined {
  if (!schedule) return undefined;
  const { cron, timezone, mode, entities = null } = schedule;
  const next = nextRunAt ? [nextRunAt, ...timesOf(schedule, nextRunAt, SHOWN - 1)] : [];
  return { cron, timezone, mode, entities, next: next.map((at) => at.toISOString()) };
}
