import type { Advance } from "../runs/index.ts";
import { jobRepo } from "../sync-jobs/index.ts";
import { entitiesOf, refuseStrangersKey, type Source, sourceOf } from "./provider.ts";
import { asProviderError, nextPlace, type Place, readAhead } from "./read-ahead.ts";
import { writeSnapshots } from "./write-snapshots.ts";

/** Far enough back that the provider's clock is not behind it. */
const BEHIND_MS = 600_000;

interface Checkpoint {
  /** Fixed at the start. */
  readonly entities: readonly string[];
  /** When it began, by the provider's clock, in milliseconds. */
  readonly since: number;
  readonly place: Place;
}

/**
 * Reads the provider's lists, entity by entity, a few pages at a time; the next ones are read while these are
 * written. Once it has been through all that the job reads, changes are read from when it began.
 */
export const advanceBackfill: Advance = async (ctx, services, run, step) => {
  const source = await sourceOf(ctx, run.jobId);
  const checkpoint = run.checkpoint as Checkpoint | undefined;
  if (!checkpoint) {
    await refuseStrangersKey(ctx, source);
    const entities = (run.input.entities as string[] | undefined) ?? entitiesOf(source);
    return { checkpoint: { entities, since: await providersTime(source), place: { entity: 0 } } };
  }
  const { entities, since, place } = checkpoint;
  const read = await readAhead(source, step, entities, place);
  const { counts, failures } = await writeSnapshots(ctx, services, source.job, read.snapshots);
  const next = nextPlace(place, read, entities);
  if (!next && coversAll(source, entities))
    await jobRepo(ctx.db).noteChangesSince(run.jobId, new Date(since));
  const at = (next ?? place).entity;
  return {
    checkpoint: { entities, since, place: next ?? place },
    counts: { pages: read.pages, objects: read.snapshots.length, ...counts },
    ...(entities.length === 1 && read.total !== undefined && { total: { count: read.total } }),
    at: `${titleOf(source, entities[at] as string)}, ${at + 1} of ${entities.length}`,
    failures,
    ...(!next && { end: "done" as const }),
  };
};

/** By its own clock; ours may be off. */
async function providersTime({ api, access }: Source): Promise<number> {
  try {
    return (await api.changes(access(), new Date(Date.now() - BEHIND_MS), undefined)).upTo;
  } catch (error) {
    throw asProviderError(error);
  }
}

const coversAll = (source: Source, entities: readonly string[]): boolean =>
  entitiesOf(source).every((entity) => entities.includes(entity));

const titleOf = ({ api }: Source, entity: string): string =>
  api.entities.find(({ collection }) => collection === entity)?.title ?? entity;
