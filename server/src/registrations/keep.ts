import { connectorOf, ProviderError } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { accessOf, type JobDoc, jobRepo } from "../sync-jobs/index.ts";
import { coverageOf } from "./coverage.ts";
import { registrationRepo } from "./repo.ts";
import { sameTypes, wantedEvents } from "./types.ts";

const BUDGET_MS = 4_000;

/**
 * Makes the registered webhook's events equal to the job's, where the job's have changed since they last were, and
 * looks at its coverage. What somebody changed at the provider is told, not undone.
 * @throws ProviderError where the provider is to be asked again later.
 */
export async function keepRegistration(ctx: Ctx, jobId: string): Promise<{ state: string }> {
  const job = await jobRepo(ctx.db).findById(jobId);
  if (!job) return { state: "gone" };
  await makeEqual(ctx, job);
  const { state } = await coverageOf(ctx, job);
  return { state };
}

async function makeEqual(ctx: Ctx, job: JobDoc): Promise<void> {
  const connector = connectorOf(job.source.connector);
  const { webhooks } = connector.api ?? {};
  const access = accessOf(ctx, job);
  const { registration } = job;
  if (!webhooks || !access || !registration) return;
  const events = wantedEvents(connector, webhooks, job.webhookConfig.events);
  if (events.length === 0 || sameTypes(events, registration.events)) return;
  try {
    await webhooks.update(access, registration.id, events);
    await registrationRepo(ctx.db).setEvents(job, registration.id, events);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code === "rate" || error.code === "unavailable")
      throw error;
    ctx.log.warn(
      { jobId: job._id, reason: error.message },
      "a registered webhook's events could not be changed",
    );
  }
}

/** One piece of the daily look at every job that has a key, a few seconds long; `next` is where the following begins. */
export async function keepRegistrations(ctx: Ctx, from = ""): Promise<{ looked: number; next?: string }> {
  const until = Date.now() + BUDGET_MS;
  let looked = 0;
  for await (const job of jobRepo(ctx.db).each(from)) {
    if (Date.now() > until) return { looked, next: job._id };
    if (!job.source.apiKey || job.type === "scheduled") continue;
    looked += 1;
    await keepRegistration(ctx, job._id).catch((error: unknown) =>
      ctx.log.warn({ jobId: job._id, reason: String(error) }, "a job's webhook could not be looked at"),
    );
  }
  return { looked };
}
