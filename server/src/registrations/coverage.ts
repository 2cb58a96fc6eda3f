import type { CoverageState, WebhookCoverage } from "@sluice/shared/registrations";
import { connectorOf, ProviderError, type RegisteredWebhook } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { accessOf, findJob, type JobDoc, urlOf } from "../sync-jobs/index.ts";
import { registrationRepo } from "./repo.ts";
import { compared } from "./types.ts";

/** Asks the provider, and remembers what is the matter. Trouble of the provider's is a state, not an error. */
export async function getCoverage(ctx: Ctx, workspaceId: string, jobId: string): Promise<WebhookCoverage> {
  return coverageOf(ctx, await findJob(ctx, workspaceId, jobId));
}

export async function coverageOf(ctx: Ctx, job: JobDoc): Promise<WebhookCoverage> {
  const { name, api } = connectorOf(job.source.connector);
  const bare = (state: CoverageState, message: string) => present(job, { state, message });
  if (!api?.webhooks)
    return bare("unsupported", `Webhooks of ${name} are made by hand: its API is not asked about them.`);
  const access = accessOf(ctx, job);
  if (!access) return bare("no_key", `Without an API key nobody can ask ${name} which events it sends.`);
  let found: readonly RegisteredWebhook[];
  try {
    found = await api.webhooks.list(access);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const coverage = bare("failed", error.message);
    // What was found before is still the best there is while the provider only does not answer.
    if (error.code === "credentials" || error.code === "refused") await keep(ctx, job, coverage);
    return coverage;
  }
  const coverage = judge(ctx, job, found);
  await keep(ctx, job, coverage);
  return coverage;
}

export function judge(ctx: Ctx, job: JobDoc, found: readonly RegisteredWebhook[]): WebhookCoverage {
  const connector = connectorOf(job.source.connector);
  const { name } = connector;
  const all = found.filter(({ url }) => url === urlOf(ctx, job));
  // A job whose events name an account gets them from such a one.
  const here = all.filter(({ isOfConnected }) => !isOfConnected || job.account);
  const more = alsoSent(all.filter((one) => !here.includes(one)));
  const own =
    here.find(({ id }) => id === job.registration?.id) ?? here.find(({ isEnabled }) => isEnabled) ?? here[0];
  if (!own) {
    const what = more ? `${name} sends nothing of the key's own account` : `No webhook of ${name} sends`;
    return present(job, { state: "absent", message: `${what} to this job's URL.${more}` });
  }
  const difference = compared(connector, job.webhookConfig.events, own);
  const gaps = difference.missing.length;
  const state = !own.isEnabled ? "disabled" : gaps > 0 ? "gaps" : "covered";
  const message = {
    disabled: `${name} has stopped sending to this job's URL. Switch its webhook on there, or register it again.`,
    gaps: `${name} does not send ${gaps === 1 ? "1 event type" : `${gaps} event types`} that this job takes.`,
    covered: `${name} sends every event type that this job takes.`,
  }[state];
  return present(job, {
    state,
    message: `${message}${more}`,
    endpoint: { id: own.id, isEnabled: own.isEnabled, events: [...own.events] },
    ...difference,
    others: here.filter(({ id }) => id !== own.id).map(({ id }) => id),
  });
}

/** What registering makes is none of these, and leaves them alone. */
function alsoSent(ofConnected: readonly RegisteredWebhook[]): string {
  if (ofConnected.length === 0) return "";
  const [ids, verb] = [ofConnected.map(({ id }) => id).join(", "), ofConnected.length > 1 ? "send" : "sends"];
  return ` ${ids} also ${verb} what happens in connected accounts, signed with another secret: give it a job of its own.`;
}

const present = (
  { registration }: JobDoc,
  found: Pick<WebhookCoverage, "state" | "message"> & Partial<WebhookCoverage>,
): WebhookCoverage => ({
  registered: registration
    ? { id: registration.id, at: registration.at.toISOString(), by: registration.by }
    : null,
  endpoint: null,
  missing: [],
  unneeded: [],
  others: [],
  checkedAt: new Date().toISOString(),
  ...found,
});

const keep = (ctx: Ctx, job: JobDoc, { state, message }: WebhookCoverage) =>
  registrationRepo(ctx.db).keepCoverage(job, { state, message, at: new Date() });
