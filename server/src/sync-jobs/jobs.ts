import type { CreateSyncJob, SyncJob } from "@sluice/shared/sync-jobs";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError, invalidField, notFound } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { laneRepo } from "../platform/lanes/index.ts";
import { audit } from "../workspaces/index.ts";
import { checkDestination } from "./check-destination.ts";
import { databaseOwnerRepo } from "./database-owner-repo.ts";
import { present } from "./present.ts";
import { type JobDoc, jobRepo } from "./repo.ts";
import { checkedSchedule, nextTime } from "./schedule.ts";
import { checkShaping, newHashKey } from "./shaping-change.ts";
import { mintSecret, storedSecret } from "./stored-secrets.ts";

export const laneOf = (jobId: string): string => `sync:${jobId}`;

/** Who does something, for whose workspace. */
export type By = Pick<Principal, "workspaceId" | "actor">;

/** @throws AppError 422 when the destination is refused. The secret we mint is in the answer, once. */
export async function createJob(
  ctx: Ctx,
  by: By,
  input: CreateSyncJob,
): Promise<SyncJob & { webhookSecret?: string }> {
  const now = new Date();
  const { workspaceId } = by;
  const { uri, ...destination } = input.destination;
  await checkShaping(input);
  const { server, onLedgerServer } = await checkDestination(
    ctx,
    workspaceId,
    input.source.connector,
    input.destination,
  );
  const { secret: given, ...webhookConfig } = input.webhookConfig;
  const schedule = wantedSchedule(input);
  const nextRunAt = schedule && nextTime(schedule, now);
  const isMinted =
    input.type === "webhook" && connectorOf(input.source.connector).secretMintedBy === "sluice" && !given;
  const minted = isMinted ? mintSecret() : undefined;
  const secret = given ?? minted;
  const job: JobDoc = {
    _id: newId("job"),
    workspaceId,
    name: input.name,
    type: input.type,
    source: {
      connector: input.source.connector,
      ...(input.source.apiKey && { apiKey: ctx.secrets.seal(input.source.apiKey) }),
    },
    destination: { ...destination, server, ...(uri && { uri: ctx.secrets.seal(uri) }) },
    webhookConfig,
    ...(schedule && { schedule }),
    ...(nextRunAt && { nextRunAt }),
    secrets: secret ? [storedSecret(ctx, secret, now)] : [],
    ...(input.filter && { filter: input.filter }),
    ...(input.transform && { transform: input.transform, transformRevision: 1, hashKey: newHashKey(ctx) }),
    timezone: input.timezone,
    version: 1,
    lastChange: { version: 1, at: now, by: by.actor, changes: [] },
    enabled: input.enabled,
    paused: input.paused,
    createdAt: now,
    updatedAt: now,
  };
  const lanes = laneRepo(ctx.db, ctx.config.times);
  // Before anything of it is stored: another workspace may ask for it at this moment.
  if (onLedgerServer && !(await databaseOwnerRepo(ctx.db).take(destination.database, workspaceId)))
    throw new AppError(
      "unprocessable",
      `destination.database: ${destination.database} belongs to another workspace. Choose another name.`,
    );
  await lanes.setPaused(laneOf(job._id), job.paused);
  await jobRepo(ctx.db).insert(job);
  await audit(ctx, by, "sync_job.created", job._id, { name: job.name });
  return { ...present(ctx, job), ...(minted && { webhookSecret: minted }) };
}

function wantedSchedule({ type, source, schedule, timezone, webhookConfig }: CreateSyncJob) {
  if (type === "scheduled" && !schedule) throw invalidField("schedule", "a scheduled job needs one.");
  if (type === "scheduled" && webhookConfig.secret)
    throw invalidField("webhookConfig.secret", "a scheduled job receives no webhooks.");
  if (!schedule) return undefined;
  if (!source.apiKey) throw invalidField("source.apiKey", "a schedule needs a key of the provider's API.");
  return checkedSchedule(source.connector, timezone, schedule);
}

export async function getJob(ctx: Ctx, workspaceId: string, jobId: string): Promise<SyncJob> {
  const job = await findJob(ctx, workspaceId, jobId);
  return present(ctx, job, await laneRepo(ctx.db, ctx.config.times).find(laneOf(jobId)));
}

/** @throws AppError `not_found`. */
export async function findJob(ctx: Ctx, workspaceId: string, jobId: string): Promise<JobDoc> {
  const job = await jobRepo(ctx.db).find(workspaceId, jobId);
  if (!job) throw notFound("sync job", jobId);
  return job;
}

export async function listJobs(
  ctx: Ctx,
  workspaceId: string,
  page: { limit: number; cursor?: string | undefined },
) {
  const found = await jobRepo(ctx.db).list(workspaceId, page.cursor, page.limit);
  const jobs = found.slice(0, page.limit);
  const lanes = await laneRepo(ctx.db, ctx.config.times).findMany(jobs.map((job) => laneOf(job._id)));
  const laneFor = new Map(lanes.map((lane) => [lane._id, lane]));
  return {
    data: jobs.map((job) => present(ctx, job, laneFor.get(laneOf(job._id)))),
    nextCursor: found.length > page.limit ? (jobs.at(-1)?._id ?? null) : null,
  };
}

/**
 * The URL answers 404 at once; the cleanup removes its events in bounded pieces. What it wrote stays.
 * @param confirm the job's name, where the caller was asked for it. @throws AppError 409 when it is another.
 */
export async function removeJob(
  ctx: Ctx,
  by: By,
  jobId: string,
  confirm: string | undefined,
): Promise<JobDoc> {
  const { workspaceId } = by;
  const job = await findJob(ctx, workspaceId, jobId);
  if (confirm !== undefined && confirm !== job.name)
    throw new AppError("conflict", `confirm: the job's name is ${job.name}; nothing was deleted.`);
  const now = new Date();
  await laneRepo(ctx.db, ctx.config.times).setPaused(laneOf(jobId), true);
  if (!(await jobRepo(ctx.db).update(workspaceId, jobId, { deletedAt: now, enabled: false, updatedAt: now })))
    throw notFound("sync job", jobId);
  const { server, database } = job.destination;
  await audit(ctx, by, "sync_job.deleted", jobId, {
    name: job.name,
    documentsStayIn: `${server}/${database}`,
  });
  return job;
}
