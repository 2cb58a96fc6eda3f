import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { Endpoint, EndpointSource } from "../events/index.ts";
import { type JobDoc, jobRepo } from "./repo.ts";

const FRESH_MS = 1_000;
const MAX_CACHED = 10_000;

/**
 * Endpoints by job, remembered for a second. A change made by this process is seen at once (`forget`),
 * one made by another within that second; `read` always asks the ledger.
 */
export function endpointCache(ctx: Ctx): EndpointSource {
  const jobs = jobRepo(ctx.db);
  const cache = new Map<string, { at: number; endpoint: Promise<Endpoint | undefined> }>();

  const read = async (workspaceId: string, jobId: string): Promise<Endpoint | undefined> => {
    const job = await jobs.find(workspaceId, jobId);
    return job ? toEndpoint(ctx, job) : undefined;
  };

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
  };
}

function toEndpoint(ctx: Ctx, job: JobDoc): Endpoint {
  const now = Date.now();
  return {
    workspaceId: job.workspaceId,
    jobId: job._id,
    connector: connectorOf(job.source.connector),
    secrets: job.secrets
      .filter((secret) => !secret.expiresAt || secret.expiresAt.getTime() > now)
      .map((secret) => ctx.secrets.open(secret.sealed)),
    patterns: job.webhookConfig.events,
    enabled: job.enabled,
  };
}
