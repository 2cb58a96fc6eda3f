import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { accessOf, type By, type JobDoc } from "../sync-jobs/index.ts";
import { audit } from "../workspaces/index.ts";

/** Somebody waits for the job's deletion. */
const WITHIN_MS = 10_000;

/** Removes the registered webhook of a job that is deleted, where the provider lets it; the audit log says which. */
export async function leaveProvider(ctx: Ctx, by: By, job: JobDoc): Promise<void> {
  const webhook = job.registration?.id;
  if (!webhook) return;
  const reason = await removed(ctx, job, webhook);
  if (reason === undefined) return audit(ctx, by, "sync_job.webhook_unregistered", job._id, { webhook });
  ctx.log.warn({ jobId: job._id, webhook, reason }, "a deleted job's webhook stays at its provider");
  await audit(ctx, by, "sync_job.webhook_left", job._id, { webhook, reason });
}

/** Why it was not; undefined once it is gone. */
async function removed(ctx: Ctx, job: JobDoc, webhook: string): Promise<string | undefined> {
  const { name, api } = connectorOf(job.source.connector);
  const access = accessOf(ctx, job);
  if (!access || !api?.webhooks) return `The job has no key of ${name}'s API.`;
  try {
    await api.webhooks.remove({ ...access, signal: AbortSignal.timeout(WITHIN_MS) }, webhook);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
