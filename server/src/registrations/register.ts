import type { WebhookCoverage } from "@sluice/shared/registrations";
import { type Access, connectorOf, ProviderError, type WebhookApi } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { isOutOfReach } from "../platform/addresses.ts";
import { AppError } from "../platform/errors.ts";
import {
  accessOf,
  type By,
  findJob,
  type JobDoc,
  setSecret,
  urlOf,
  validSecrets,
} from "../sync-jobs/index.ts";
import { audit } from "../workspaces/index.ts";
import { coverageOf } from "./coverage.ts";
import { registrationRepo } from "./repo.ts";
import { wantedEvents } from "./types.ts";

/** Longer than all requests of a registration may take. */
const CLAIM_MS = 300_000;
const OVERLAP_HOURS = 24;

/**
 * Makes the provider send to the job's URL. The secret is in the provider's answer alone: whoever is killed before it
 * is stored leaves a webhook behind that the next call finds by its URL and replaces. It is replaced by making another
 * first, so that there is always one.
 * @throws AppError 422 with what is missing or what the provider said, 409 while another call is at it.
 */
export async function registerWebhook(ctx: Ctx, by: By, jobId: string): Promise<WebhookCoverage> {
  const { job, webhooks, access } = await askable(ctx, by, jobId);
  if (job.type === "scheduled")
    throw new AppError("unprocessable", "A scheduled job has no URL that a webhook could be sent to.");
  const { name } = connectorOf(job.source.connector);
  const { hostname, protocol } = new URL(ctx.config.publicUrl);
  if (isOutOfReach(hostname) && !ctx.config.SLUICE_ALLOW_PRIVATE)
    throw new AppError(
      "unprocessable",
      `${name} cannot reach ${protocol}//${hostname}. Set SLUICE_PUBLIC_URL to the address under which the internet sees this server, then register again.`,
    );
  const events = wantedEvents(connectorOf(job.source.connector), webhooks, job.webhookConfig.events);
  if (events.length === 0)
    throw new AppError("unprocessable", `None of ${name}'s event types match this job's patterns.`);
  return claimed(ctx, job, () =>
    told(name, async () => {
      const url = urlOf(ctx, job);
      // The job's own may still send to the address of before.
      const found = (await webhooks.list(access)).filter(
        (one) => !one.isOfConnected && (one.url === url || one.id === job.registration?.id),
      );
      const own = found.find((one) => one.url === url && one.id === job.registration?.id);
      const registered = own && validSecrets(job).length > 0 ? own : undefined;
      const id = registered
        ? (await webhooks.update(access, registered.id, events)).id
        : await create(ctx, by, job, { webhooks, access, events });
      await registrationRepo(ctx.db).set(job, { id, events, at: new Date(), by: by.actor });
      const replaced = found.filter((one) => one.id !== id).map((one) => one.id);
      for (const other of replaced) await webhooks.remove(access, other);
      await audit(ctx, by, "sync_job.webhook_registered", jobId, { webhook: id, events, replaced });
      return coverageOf(ctx, await findJob(ctx, by.workspaceId, jobId));
    }),
  );
}

async function create(
  ctx: Ctx,
  by: By,
  job: JobDoc,
  at: { webhooks: WebhookApi; access: Access; events: readonly string[] },
): Promise<string> {
  const made = await at.webhooks.create(at.access, urlOf(ctx, job), at.events);
  await setSecret(ctx, by, job._id, { secret: made.secret, overlapHours: OVERLAP_HOURS });
  return made.id;
}

/** Removes the registered webhook from the provider. Its secret stays, for what is still on its way. */
export async function unregisterWebhook(ctx: Ctx, by: By, jobId: string): Promise<void> {
  const { job, webhooks, access } = await askable(ctx, by, jobId);
  const { name } = connectorOf(job.source.connector);
  const id = job.registration?.id;
  if (!id) throw new AppError("not_found", `No webhook was registered at ${name} for this job.`);
  await claimed(ctx, job, () => told(name, () => webhooks.remove(access, id)));
  await registrationRepo(ctx.db).remove(job);
  await audit(ctx, by, "sync_job.webhook_unregistered", jobId, { webhook: id });
}

async function askable(ctx: Ctx, by: By, jobId: string) {
  const job = await findJob(ctx, by.workspaceId, jobId);
  const { name, api } = connectorOf(job.source.connector);
  if (!api?.webhooks)
    throw new AppError("unprocessable", `Webhooks of ${name} are made by hand; follow the steps of the job.`);
  const access = accessOf(ctx, job);
  if (!access)
    throw new AppError("unprocessable", `source.apiKey: registering at ${name} needs an API key of its.`);
  return { job, webhooks: api.webhooks, access };
}

async function claimed<T>(ctx: Ctx, job: JobDoc, work: () => Promise<T>): Promise<T> {
  const repo = registrationRepo(ctx.db);
  const now = new Date();
  if (!(await repo.claim(job, now, new Date(now.getTime() - CLAIM_MS))))
    throw new AppError("conflict", "This job's webhook is being registered at this moment; look again soon.");
  try {
    return await work();
  } finally {
    await repo.release(job, now);
  }
}

/** What the provider says, in its own words. */
async function told<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const code = error.code === "rate" || error.code === "unavailable" ? "unavailable" : "unprocessable";
    throw new AppError(code, `${name}: ${error.message}`, { cause: error });
  }
}
