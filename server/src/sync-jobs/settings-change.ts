import { isDeepStrictEqual } from "node:util";
import type { SettingChange, UpdateSyncJob } from "@sluice/shared/sync-jobs";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { versionOf } from "./present.ts";
import type { Actor, JobDoc, VersionDoc } from "./repo.ts";
import { checkedSchedule, nextTime } from "./schedule.ts";
import { changeShaping } from "./shaping-change.ts";

export interface SettingsChange {
  readonly set: Record<string, unknown>;
  readonly unset: Record<string, "">;
  /** Absent where no setting becomes another. */
  readonly version?: Omit<VersionDoc, "_id">;
}

/** Absent stands for all that the provider lists. */
const readsNoMore = (before: readonly string[] | undefined, now: readonly string[] | undefined): boolean =>
  before === undefined || now?.every((entity) => before.includes(entity)) === true;

const CONFIG = ["events", "batchSize", "batchWaitMs", "deleteMode"] as const;

function refuseWithoutNeeds(job: JobDoc, { schedule, source }: UpdateSyncJob): void {
  if (job.type === "scheduled" && schedule === null)
    throw new AppError("unprocessable", "schedule: a scheduled job needs one; pause the job instead.");
  const hasKey = source ? source.apiKey !== null : job.source.apiKey !== undefined;
  const hasSchedule = schedule === undefined ? job.schedule !== undefined : schedule !== null;
  if (hasSchedule && !hasKey)
    throw new AppError("unprocessable", "source.apiKey: the schedule needs a key of the provider's API.");
}

/** What an update makes of a job. A provider key is told of, never repeated. */
export function settingsChange(
  ctx: Ctx,
  job: JobDoc,
  input: UpdateSyncJob,
  by: Actor,
  now: Date,
): SettingsChange {
  const set: Record<string, unknown> = { updatedAt: now };
  const unset: Record<string, ""> = {};
  const changes: SettingChange[] = [];
  const put = (field: string, from: unknown, to: unknown) => {
    if (to === undefined || isDeepStrictEqual(from, to)) return;
    set[field] = to;
    changes.push({ field, from, to });
  };
  put("name", job.name, input.name);
  put("timezone", job.timezone, input.timezone);
  for (const field of CONFIG)
    put(`webhookConfig.${field}`, job.webhookConfig[field], input.webhookConfig?.[field]);
  changeShaping(ctx, job, input, { set, unset, changes });
  const apiKey = input.source?.apiKey;
  refuseWithoutNeeds(job, input);
  if (input.schedule === null && job.schedule) {
    unset.schedule = "";
    unset.nextRunAt = "";
    unset.changesSince = "";
    changes.push({ field: "schedule", from: job.schedule, to: null });
  } else if (input.schedule) {
    const schedule = checkedSchedule(job.source.connector, input.timezone ?? job.timezone, input.schedule);
    put("schedule", job.schedule, schedule);
    if (set.schedule) set.nextRunAt = nextTime(schedule, now);
    // What is read for the first time has a history that no log tells.
    if (job.schedule && !readsNoMore(job.schedule.entities, schedule.entities)) unset.changesSince = "";
  }
  if (apiKey === null && job.source.apiKey) {
    unset["source.apiKey"] = "";
    changes.push({ field: "source.apiKey", from: "set", to: null });
  } else if (apiKey) {
    set["source.apiKey"] = ctx.secrets.seal(apiKey);
    changes.push({ field: "source.apiKey", from: job.source.apiKey ? "set" : null, to: "set" });
  }
  if (input.paused !== undefined && input.paused !== job.paused) {
    set.paused = input.paused;
    if (input.paused) set.pausedSince = { at: now, by };
    else unset.pausedSince = "";
  }
  if (input.enabled !== undefined && input.enabled !== job.enabled) {
    set.enabled = input.enabled;
    if (input.enabled) unset.disabled = "";
    else set.disabled = { at: now, by };
  }
  if (changes.length === 0) return { set, unset };
  const version = versionOf(job) + 1;
  const lastChange = { version, at: now, by, changes };
  Object.assign(set, { version, lastChange });
  return { set, unset, version: { ...lastChange, workspaceId: job.workspaceId, jobId: job._id } };
}
