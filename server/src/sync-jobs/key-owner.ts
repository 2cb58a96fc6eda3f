import { connectorOf, type Identity } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { type JobDoc, jobRepo, type KeyOwner } from "./repo.ts";

/**
 * Why a job must not read with the key it has: by a key of another account or mode than before their objects would
 * mix, and all that was there would seem extra. The first key decides; undefined where nothing is wrong.
 */
export async function whyNotThisKey(ctx: Ctx, job: JobDoc, identity: Identity): Promise<string | undefined> {
  const provider = connectorOf(job.source.connector).name;
  const { account, livemode, name = account } = identity;
  if (job.livemode !== undefined && livemode !== undefined && job.livemode !== livemode) {
    const [its, keys] = job.livemode ? ["live", "test"] : ["test", "live"];
    return `The job's events are of ${provider}'s ${its} mode and its API key is of ${keys} mode: every document would seem extra. Set a ${its}-mode key in the job's settings.`;
  }
  if (job.account && job.account !== account)
    return `The job's events are about the account ${job.account} and its API key belongs to ${name}: every document would seem extra. Set a key of ${job.account} in the job's settings.`;
  const rivals = await othersThere(ctx, job);
  const rival = rivals.find(({ keyOwner }) => keyOwner && !isSameOwner(keyOwner, identity));
  if (rival)
    return `The job ${rival.name} writes objects of ${wordsFor(rival.keyOwner)} to the same collections, and this job's API key belongs to ${wordsFor(identity)}: they would mix. Make a job with another collectionPrefix or database.`;
  const owner =
    job.keyOwner ??
    (await jobRepo(ctx.db).noteKeyOwner(job._id, {
      account,
      ...(identity.name && { name: identity.name }),
      ...(livemode !== undefined && { livemode }),
    }));
  if (!owner || isSameOwner(owner, identity)) return undefined;
  return `The job has been read with a key of ${wordsFor(owner)}, and its API key belongs to ${wordsFor(identity)} now: their objects would mix. Set a key of ${owner.account} in the job's settings, or make another job.`;
}

/** Jobs, also removed ones, whose documents lie beside this one's and are of the same account and mode. */
export async function jobsOfSameOwner(ctx: Ctx, job: JobDoc, identity: Identity): Promise<string[]> {
  const alike = (await othersThere(ctx, job, "removed too")).filter(
    ({ keyOwner }) => keyOwner && isSameOwner(keyOwner, identity),
  );
  return [job._id, ...alike.map(({ _id }) => _id)];
}

async function othersThere(
  ctx: Ctx,
  { _id, workspaceId, source, destination }: JobDoc,
  removed?: "removed too",
) {
  const { server, database, collectionPrefix } = destination;
  const users = await jobRepo(ctx.db).usersOfDestination(server, database, removed);
  return users.filter(
    (one) =>
      one._id !== _id &&
      one.workspaceId === workspaceId &&
      one.source.connector === source.connector &&
      one.destination.collectionPrefix === collectionPrefix,
  );
}

const isSameOwner = (one: KeyOwner, other: Identity): boolean =>
  one.account === other.account &&
  (one.livemode === undefined || other.livemode === undefined || one.livemode === other.livemode);

function wordsFor(owner: KeyOwner | undefined): string {
  const { account, name, livemode } = owner ?? { account: "another account" };
  const mode = livemode === undefined ? "" : livemode ? ", live mode" : ", test mode";
  return name && name !== account ? `${name} (${account}${mode})` : `${account}${mode}`;
}
