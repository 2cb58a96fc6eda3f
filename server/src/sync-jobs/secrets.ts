import type { SetSecret, SyncJob, WebhookSecret } from "@sluice/shared/sync-jobs";
import type * as z from "zod";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { audit } from "../workspaces/index.ts";
import { type By, findJob, getJob } from "./jobs.ts";
import { type JobDoc, jobRepo, type StoredSecret } from "./repo.ts";
import { mintSecret, storedSecret, validSecrets } from "./stored-secrets.ts";

const HOUR_MS = 3_600_000;
const OVERLAP_HOURS = 24;

export async function getSecret(ctx: Ctx, workspaceId: string, jobId: string): Promise<WebhookSecret> {
  return presentSecrets(await findJob(ctx, workspaceId, jobId));
}

function presentSecrets(job: JobDoc): WebhookSecret {
  const [current, previous] = validSecrets(job);
  const show = (secret: StoredSecret) => ({
    last4: secret.masked.slice(-4),
    setAt: secret.createdAt.toISOString(),
    ...(secret.matchedAt && { lastMatchedAt: secret.matchedAt.toISOString() }),
  });
  return {
    mintedBy: connectorOf(job.source.connector).secretMintedBy,
    current: current ? show(current) : null,
    previous: previous?.expiresAt
      ? { ...show(previous), validUntil: previous.expiresAt.toISOString() }
      : null,
  };
}

/** Takes a secret the provider minted. The one before it stays valid for `overlapHours` (RULES 1). */
export async function setSecret(
  ctx: Ctx,
  by: By,
  jobId: string,
  input: z.output<typeof SetSecret>,
): Promise<SyncJob> {
  const job = await findJob(ctx, by.workspaceId, jobId);
  await rotate(ctx, by, job, input.secret, input.overlapHours);
  return getJob(ctx, by.workspaceId, jobId);
}

/** @throws AppError 409 `secret_minted_by_provider` where we cannot make one. */
export async function regenerateSecret(ctx: Ctx, by: By, jobId: string): Promise<{ secret: string }> {
  const job = await findJob(ctx, by.workspaceId, jobId);
  const connector = connectorOf(job.source.connector);
  if (connector.secretMintedBy === "provider")
    throw new AppError(
      "secret_minted_by_provider",
      `${connector.name} makes this secret. Roll it in its dashboard, then POST the new one to /api/workspaces/${by.workspaceId}/sync-jobs/${jobId}/webhook/secret.`,
    );
  const secret = mintSecret();
  await rotate(ctx, by, job, secret, OVERLAP_HOURS);
  return { secret };
}

async function rotate(ctx: Ctx, by: By, job: JobDoc, secret: string, overlapHours: number): Promise<void> {
  const now = new Date();
  const [current] = validSecrets(job);
  if (current && ctx.secrets.open(current.sealed) === secret) return;
  const validUntil = new Date(now.getTime() + overlapHours * HOUR_MS);
  const ending = current && overlapHours > 0 ? [{ ...current, expiresAt: validUntil }] : [];
  const stored = storedSecret(ctx, secret, now);
  await replaceSecrets(ctx, job, [stored, ...ending]);
  await audit(ctx, by, "sync_job.secret_set", job._id, {
    last4: stored.masked.slice(-4),
    ...(ending.length > 0 && { previousValidUntil: validUntil.toISOString() }),
  });
}

/** Ends the overlap of a rotation. @throws AppError 404 when there is none. */
export async function endPreviousSecret(ctx: Ctx, by: By, jobId: string): Promise<WebhookSecret> {
  const job = await findJob(ctx, by.workspaceId, jobId);
  const [current, previous] = validSecrets(job);
  if (!current || !previous)
    throw new AppError("not_found", "Only one secret is valid; there is no previous one.");
  await replaceSecrets(ctx, job, [current]);
  await audit(ctx, by, "sync_job.previous_secret_ended", jobId, { last4: previous.masked.slice(-4) });
  return getSecret(ctx, by.workspaceId, jobId);
}

async function replaceSecrets(ctx: Ctx, job: JobDoc, secrets: StoredSecret[]): Promise<void> {
  if (!(await jobRepo(ctx.db).replaceSecrets(job, secrets, new Date())))
    throw new AppError("conflict", "Somebody changed this job's secret at the same time; look at it again.");
}
