import {
  type Access,
  type Connector,
  connectorOf,
  type ProviderApi,
  ProviderError,
  pacedApi,
} from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { RunFailed } from "../runs/index.ts";
import { accessOf, type JobDoc, jobRepo, whyNotThisKey } from "../sync-jobs/index.ts";
import { asProviderError } from "./read-ahead.ts";

const REQUEST_MS = 30_000;

export interface Source {
  readonly job: JobDoc;
  readonly connector: Connector;
  readonly api: ProviderApi;
  /** For one request. */
  access(): Access;
}

/** What a run reads from. @throws RunFailed where the job cannot be read from any more. */
export async function sourceOf(ctx: Ctx, jobId: string): Promise<Source> {
  const job = await jobRepo(ctx.db).findById(jobId);
  if (!job) throw new RunFailed("The job has been deleted.");
  const connector = connectorOf(job.source.connector);
  if (!connector.api) throw new RunFailed(`${connector.name} has nothing that could be asked for.`);
  const access = accessOf(ctx, job);
  if (!access)
    throw new RunFailed(`The job has no key of ${connector.name}'s API: store one in its settings.`);
  return {
    job,
    connector,
    api: pacedApi(connector.api),
    access: () => ({ ...access, signal: AbortSignal.timeout(REQUEST_MS) }),
  };
}

/**
 * Before anything is read. A key that may not tell whose it is reads as long as no other has told: only comparing,
 * which deletes, needs to know.
 * @throws RunFailed where the key is of another account or mode than before, or cannot be told to be of the same.
 */
export async function refuseStrangersKey(ctx: Ctx, { job, connector, api, access }: Source): Promise<void> {
  const identity = await api.identify(access()).catch((error: unknown) => {
    if (error instanceof ProviderError && error.code === "credentials") return error;
    throw asProviderError(error);
  });
  if (identity instanceof ProviderError) {
    if (!job.keyOwner) return;
    throw new RunFailed(
      `The job has been read with a key of ${job.keyOwner.account}, and the one it has now may not tell whose it is: let it read the account too. ${connector.name} says: ${identity.message}`,
    );
  }
  const reason = await whyNotThisKey(ctx, job, identity);
  if (reason) throw new RunFailed(reason);
}

/** All that the job's schedule reads, in the provider's order. */
export function entitiesOf({ job, api }: Pick<Source, "job" | "api">): string[] {
  const all = api.entities.map(({ collection }) => collection);
  const chosen = job.schedule?.entities;
  return chosen ? all.filter((entity) => chosen.includes(entity)) : all;
}
