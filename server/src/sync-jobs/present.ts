import type { CoverageState } from "@sluice/shared/registrations";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { LaneDoc } from "../platform/lanes/index.ts";
import type { Done, JobDoc } from "./repo.ts";
import { presentSchedule } from "./schedule.ts";
import { validSecrets } from "./stored-secrets.ts";

/** A job as the API shows it: without secrets, with what a person should know. */
export function present(ctx: Ctx, job: JobDoc, lane?: LaneDoc | null): SyncJob {
  const secrets = validSecrets(job);
  const connector = connectorOf(job.source.connector);
  const schedule = presentSchedule(job);
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
    ...(job.filter && { filter: job.filter }),
    ...(job.transform && { transform: job.transform }),
    transformRevision: job.transformRevision ?? 0,
    timezone: job.timezone,
    version: versionOf(job),
    ...(job.lastChange && { settingsChanged: asChange(job.lastChange) }),
    enabled: job.enabled,
    ...(!job.enabled && job.disabled && { disabled: asChange(job.disabled) }),
    paused: job.paused,
    ...(job.paused && job.pausedSince && { pausedSince: asChange(job.pausedSince) }),
    ...(schedule && { schedule }),
    webhookUrl: job.type === "webhook" ? urlOf(ctx, job) : "",
    secretMintedBy: connector.secretMintedBy,
    secrets: secrets.map((secret) => ({
      masked: secret.masked,
      createdAt: secret.createdAt.toISOString(),
      ...(secret.expiresAt && { ending: secret.expiresAt.toISOString() }),
    })),
    notices: notices(job, connector.name),
    ...(lane?.blockedUntil && {
      blocked: {
        until: lane.blockedUntil.toISOString(),
        reason: lane.blockReason ?? "",
        attempts: lane.blockAttempts ?? 0,
      },
    }),
    ...(job.registration && { registration: { id: job.registration.id, ...asChange(job.registration) } }),
    createdAt: job.createdAt.toISOString(),
    updatedAt: job.updatedAt.toISOString(),
  };
}

export const urlOf = ({ config }: Pick<Ctx, "config">, job: Pick<JobDoc, "_id" | "workspaceId">): string =>
  `${config.publicUrl}/api/webhooks/${job.workspaceId}/${job._id}`;

/** Jobs from before versions were kept are at their first. */
export const versionOf = (job: Pick<JobDoc, "version">): number => job.version ?? 1;

const asChange = ({ at, by }: Done) => ({ at: at.toISOString(), by });

/** What keeps events away; that nobody has registered a webhook yet does not. */
const NOTICED = new Set<CoverageState>(["failed", "absent", "disabled", "gaps"]);

function notices(job: JobDoc, provider: string): SyncJob["notices"] {
  const found: SyncJob["notices"] = [];
  if (job.type === "webhook" && validSecrets(job).length === 0)
    found.push({
      code: "secret_missing",
      message: `Paste the signing secret that ${provider} shows for this URL; until then it answers 503.`,
    });
  if (job.livemodeMixedAt)
    found.push({
      code: "livemode_mixed",
      message: `${job.livemode ? "Test" : "Live"}-mode events arrive at this ${job.livemode ? "live" : "test"}-mode job.`,
      at: job.livemodeMixedAt.toISOString(),
    });
  const { reconciled } = job;
  if (reconciled && reconciled.missing + reconciled.stale + reconciled.extra > 0)
    found.push({
      code: "reconcile_differs",
      message: `The last reconciliation found: ${reconciled.text}.`,
      at: reconciled.at.toISOString(),
    });
  const { coverage } = job;
  if (coverage && NOTICED.has(coverage.state) && (coverage.state !== "absent" || job.registration))
    found.push({ code: `webhook_${coverage.state}`, message: coverage.message });
  return found;
}
