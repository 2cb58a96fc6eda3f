import { matchesPattern } from "@sluice/shared/events";
import { connectorOf, type Identity, type ProviderApi } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { heldCollections } from "../destinations/index.ts";
import { type Advanced, RunFailed } from "../runs/index.ts";
import { type JobDoc, jobsOfSameOwner, whyNotThisKey } from "../sync-jobs/index.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Work } from "./work.ts";

/**
 * Before anything is compared: whether the key is of the account and the mode that the job's documents are of. With
 * another's, all of them would be extra.
 */
export async function check(ctx: Ctx, work: Work, checkpoint: Checkpoint): Promise<Advanced> {
  const identity = await identified(ctx, work);
  const held = await heldCollections(work.db, work.job.destination.collectionPrefix);
  const chosen = work.run.input.collections as readonly string[] | undefined;
  const entities = chosen ?? defaultEntities(work.job, work.api, held);
  if (entities.length === 0) throw new RunFailed("There is no collection to compare.");
  const count = entities.reduce((sum, entity) => sum + (held.get(work.collectionOf(entity)) ?? 0), 0);
  return {
    checkpoint: {
      ...checkpoint,
      phase: "scan",
      entities,
      writers: await jobsOfSameOwner(ctx, work.job, identity),
      ...(identity.livemode !== undefined && { livemode: identity.livemode }),
    },
    counts: { requests: 1 },
    ...(count > 0 && { total: { count, estimated: true } }),
  };
}

/** @throws RunFailed where the key is of another account or mode than the job's documents. */
export async function identified(ctx: Ctx, { api, access, job }: Work): Promise<Identity> {
  const identity = await api.identify(access);
  const reason = await whyNotThisKey(ctx, job, identity);
  if (reason) throw new RunFailed(reason);
  return identity;
}

/** Those whose events come to the job, and those that the destination has. */
function defaultEntities(job: JobDoc, api: ProviderApi, held: ReadonlyMap<string, number>): string[] {
  const wanted = wantedCollections(job);
  return api.entities
    .map(({ collection }) => collection)
    .filter((one) => wanted.has(one) || (held.get(`${job.destination.collectionPrefix}${one}`) ?? 0) > 0);
}

/** Collections that the job's event types are written to. */
export function wantedCollections(job: JobDoc): Set<string> {
  const { eventGroups } = connectorOf(job.source.connector);
  const patterns = job.webhookConfig.events;
  return new Set(
    eventGroups
      .filter(({ types }) => types.some((type) => patterns.some((pattern) => matchesPattern(pattern, type))))
      .flatMap(({ collections }) => collections),
  );
}
