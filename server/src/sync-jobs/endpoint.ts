import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { type Endpoint, type EndpointSource, suppressedRepo } from "../events/index.ts";
import { type JobDoc, jobRepo, type StoredSecret } from "./repo.ts";
import { validSecrets } from "./stored-secrets.ts";

const FRESH_MS = 1_000;
const MAX_CACHED = 10_000;
/** What is noted of a job is written at most this often by one process. */
const FIRST_MS = 5_000;
const MIXED_MS = 60_000;
const MATCH_MS = 60_000;

/**
 * Endpoints by job, remembered for a second. A change made by this process is seen at once (`forget`),
 * one made by another within that second; `read` always asks the ledger.
 */
export function endpointCache(ctx: Ctx): EndpointSource {
  const jobs = jobRepo(ctx.db);
  const noted = new Map<string, number>();
  const suppressed = suppressedRepo(ctx.db);
  const cache = new Map<string, { at: number; endpoint: Promise<Endpoint | undefined> }>();

  const read = async (workspaceId: string, jobId: string): Promise<Endpoint | undefined> => {
    const [job, suppresses] = await Promise.all([
      jobs.find(workspaceId, jobId),
      suppressed.any([workspaceId, jobId]),
    ]);
    return job?.type === "webhook" ? toEndpoint(job, suppresses) : undefined;
  };

  const once = (key: string, quietMs: number, write: () => Promise<unknown>) => {
    if (Date.now() - (noted.get(key) ?? 0) < quietMs) return;
    if (noted.size >= MAX_CACHED) noted.clear();
    noted.set(key, Date.now());
    write().catch((error: unknown) => ctx.log.warn({ reason: String(error) }, "not noted in the job"));
  };

  function toEndpoint(job: JobDoc, suppresses: boolean): Endpoint {
    const secrets = validSecrets(job);
    return {
      workspaceId: job.workspaceId,
      jobId: job._id,
      connector: connectorOf(job.source.connector),
      secrets: secrets.map((secret) => ctx.secrets.open(secret.sealed)),
      patterns: job.webhookConfig.events,
      filter: job.filter,
      enabled: job.enabled,
      livemode: job.livemode,
      account: job.account,
      apiVersion: job.apiVersion,
      suppresses,
      onMatch: (index) => noteMatch(job._id, secrets[index]),
    };
  }

  /** A rotation may end once the old secret is no longer used; to the minute is near enough. */
  function noteMatch(jobId: string, secret: StoredSecret | undefined): void {
    if (!secret) return;
    once(`match ${secret.sealed}`, MATCH_MS, () => jobs.noteMatch(jobId, secret.sealed, new Date()));
  }

  return {
    read,
    get(workspaceId: string, jobId: string): Promise<Endpoint | undefined> {
      const key = `${workspaceId}/${jobId}`;
      const known = cache.get(key);
      if (known && Date.now() - known.at < FRESH_MS) return known.endpoint;
      const endpoint = read(workspaceId, jobId);
      cache.delete(key);
      if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value as string);
      cache.set(key, { at: Date.now(), endpoint });
      endpoint.catch(() => cache.delete(key));
      return endpoint;
    },
    forget: (workspaceId: string, jobId: string) => void cache.delete(`${workspaceId}/${jobId}`),
    noteFirst: ({ workspaceId, jobId }, first) =>
      once(`first ${jobId}`, FIRST_MS, async () => {
        await jobs.noteFirst(jobId, first);
        cache.delete(`${workspaceId}/${jobId}`);
      }),
    noteVersion: ({ workspaceId, jobId }, apiVersion) =>
      once(`version ${jobId}`, MIXED_MS, async () => {
        await jobs.noteVersion(jobId, apiVersion);
        cache.delete(`${workspaceId}/${jobId}`);
      }),
    noteMixed: ({ jobId }) =>
      once(`mixed ${jobId}`, MIXED_MS, () => jobs.noteMixedLivemode(jobId, new Date())),
  };
}
