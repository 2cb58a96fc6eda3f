import { randomBytes } from "node:crypto";
import type { CreateSyncJob, SetSecret, SyncJob, UpdateSyncJob } from "@sluice/shared/sync-jobs";
import type * as z from "zod";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { type LaneDoc, laneRepo } from "../platform/lanes/index.ts";
import { mask } from "../platform/secrets.ts";
import { checkDestination } from "./check-destination.ts";
import { type JobDoc, jobRepo, type StoredSecret } from "./repo.ts";

export const laneOf = (jobId: string): string => `sync:${jobId}`;
const HOUR_MS = 3_600_000;

function storedSecret(ctx: Ctx, secret: string, now: Date): StoredSecret {
  return { sealed: ctx.secrets.seal(secret), masked: mask(secret), createdAt: now };
}

/** @throws AppError 422 when the destination is refused. The secret we mint is in the answer, once. */
export async function createJob(
  ctx: Ctx,
  workspaceId: string,
  input: CreateSyncJob,
): Promise<SyncJob & { webhookSecret?: string }> {
  const now = new Date();
  const { uri, ...destination } = input.destination;
  const { server } = await checkDestination(ctx, workspaceId, input.source.connector, input.destination);
  const { secret: given, ...webhookConfig } = input.webhookConfig;
  const minted =
    connectorOf(input.source.connector).secretMintedBy === "sluice" && !given ? mintSecret() : undefined;
  const secret = given ?? minted;
  const job: JobDoc = {
    _id: newId("job"),
    workspaceId,
    name: input.name,
    type: "webhook",
    source: {
      connector: input.source.connector,
      ...(input.source.apiKey && { apiKey: ctx.secrets.seal(input.source.apiKey) }),
    },
    destination: { ...destination, server, ...(uri && { uri: ctx.secrets.seal(uri) }) },
    webhookConfig,
    secrets: secret ? [storedSecret(ctx, secret, now)] : [],
    timezone: input.timezone,
    enabled: input.enabled,
    paused: input.paused,
    createdAt: now,
    updatedAt: now,
  };
  const lanes = laneRepo(ctx.db, ctx.config.times);
  await lanes.setPaused(laneOf(job._id), job.paused);
  await jobRepo(ctx.db).insert(job);
  return { ...present(ctx, job), ...(minted && { webhookSecret: minted }) };
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

/** Pausing keeps what arrives without working on it; resuming wakes the lane through `wake`. */
export async function updateJob(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
  input: UpdateSyncJob,
  wake: (lane: string) => void,
): Promise<SyncJob> {
  const apiKey = input.source?.apiKey;
  const set: Record<string, unknown> = { updatedAt: new Date() };
  for (const field of ["name", "timezone", "enabled", "paused"] as const)
    if (input[field] !== undefined) set[field] = input[field];
  for (const [field, value] of Object.entries(input.webhookConfig ?? {}))
    if (value !== undefined) set[`webhookConfig.${field}`] = value;
  if (apiKey) set["source.apiKey"] = ctx.secrets.seal(apiKey);
  const job = await jobRepo(ctx.db).update(
    workspaceId,
    jobId,
    set as Partial<JobDoc>,
    apiKey === null ? { "source.apiKey": "" } : {},
  );
  if (!job) throw notFound("sync job", jobId);
  if (input.paused !== undefined) {
    await laneRepo(ctx.db, ctx.config.times).setPaused(laneOf(jobId), input.paused);
    if (!input.paused) wake(laneOf(jobId));
  }
  return getJob(ctx, workspaceId, jobId);
}

/** The URL answers 404 at once; the cleanup removes its events in bounded pieces. */
export async function removeJob(ctx: Ctx, workspaceId: string, jobId: string): Promise<void> {
  const now = new Date();
  await laneRepo(ctx.db, ctx.config.times).setPaused(laneOf(jobId), true);
  if (!(await jobRepo(ctx.db).update(workspaceId, jobId, { deletedAt: now, enabled: false, updatedAt: now })))
    throw notFound("sync job", jobId);
}

/** Takes a secret the provider minted. The one before it stays valid for `overlapHours` (RULES 1). */
export async function setSecret(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
  input: z.output<typeof SetSecret>,
): Promise<SyncJob> {
  const job = await findJob(ctx, workspaceId, jobId);
  await rotate(ctx, job, input.secret, input.overlapHours);
  return getJob(ctx, workspaceId, jobId);
}

/** @throws AppError 409 `secret_minted_by_provider` where we cannot make one. */
export async function regenerateSecret(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
): Promise<{ secret: string }> {
  const job = await findJob(ctx, workspaceId, jobId);
  const connector = connectorOf(job.source.connector);
  if (connector.secretMintedBy === "provider")
    throw new AppError(
      "secret_minted_by_provider",
      `${connector.name} makes this secret. Roll it in its dashboard, then POST the new one to /api/workspaces/${workspaceId}/sync-jobs/${jobId}/webhook/secret.`,
    );
  const secret = mintSecret();
  await rotate(ctx, job, secret, 24);
  return { secret };
}

async function rotate(ctx: Ctx, job: JobDoc, secret: string, overlapHours: number): Promise<void> {
  const now = new Date();
  const [current] = job.secrets;
  const ending =
    current && overlapHours > 0
      ? [{ ...current, expiresAt: new Date(now.getTime() + overlapHours * HOUR_MS) }]
      : [];
  const same = current && ctx.secrets.open(current.sealed) === secret;
  if (same) return;
  await jobRepo(ctx.db).update(job.workspaceId, job._id, {
    secrets: [storedSecret(ctx, secret, now), ...ending],
    updatedAt: now,
  });
}

const mintSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

function present(ctx: Ctx, job: JobDoc, lane?: LaneDoc | null): SyncJob {
  const now = Date.now();
  const secrets = job.secrets.filter((secret) => !secret.expiresAt || secret.expiresAt.getTime() > now);
  const connector = connectorOf(job.source.connector);
  const notices = [
    ...(secrets.length === 0
      ? [
          {
            code: "secret_missing",
            message: `Paste the signing secret that ${connector.name} shows for this URL; until then it answers 503.`,
          },
        ]
      : []),
    ...(job.livemodeMixedAt
      ? [
          {
            code: "livemode_mixed",
            message: `${job.livemode ? "Test" : "Live"}-mode events arrive at this ${job.livemode ? "live" : "test"}-mode job, the last at ${job.livemodeMixedAt.toISOString()}.`,
          },
        ]
      : []),
  ];
  return {
    id: job._id,
    workspaceId: job.workspaceId,
    name: job.name,
    type: job.type,
    source: { connector: job.source.connector, hasApiKey: job.source.apiKey !== undefined },
    destination: {
      server: job.destination.server,
      database: job.destination.database,
      collectionPrefix: job.destination.collectionPrefix,
    },
    webhookConfig: job.webhookConfig,
    timezone: job.timezone,
    enabled: job.enabled,
    paused: job.paused,
    webhookUrl: `${ctx.config.publicUrl}/api/webhooks/${job.workspaceId}/${job._id}`,
    secretMintedBy: connector.secretMintedBy,
    secrets: secrets.map((secret) => ({
      masked: secret.masked,
      createdAt: secret.createdAt.toISOString(),
      ...(secret.expiresAt && { ending: secret.expiresAt.toISOString() }),
    })),
    notices,
    ...(lane?.blockedUntil && {
      blocked: {
        until: lane.blockedUntil.toISOString(),
        reason: lane.blockReason ?? "",
        attempts: lane.blockAttempts ?? 0,
      },
    }),
    createdAt: job.createdAt.toISOString(),
    updatedAt: job.updatedAt.toISOString(),
  };
}
