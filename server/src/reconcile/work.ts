import { type Access, connectorOf, type ProviderApi, pacedApi, type Snapshot } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { Destinations } from "../destinations/index.ts";
import { mappingOf } from "../pulls/index.ts";
import { type RunDoc, RunFailed, type RunServices, type RunStep } from "../runs/index.ts";
import {
  accessOf,
  type JobDoc,
  jobRepo,
  type Shape,
  type Shaped,
  shapeEvery,
  shapeOf,
} from "../sync-jobs/index.ts";

type Destination = Awaited<ReturnType<Destinations["open"]>>;

/** What the pieces of one step share. */
export interface Work {
  readonly run: Readonly<RunDoc>;
  readonly job: JobDoc;
  readonly api: ProviderApi;
  readonly access: Access;
  readonly db: Destination;
  readonly shape: Shape;
  /** As the destination names it. */
  collectionOf(collection: string): string;
  /** Snapshots as the job stores them, in their order; what is gone is not shaped. */
  shaped(snapshots: readonly Snapshot[]): Promise<(Shaped | undefined)[]>;
}

/** @throws RunFailed when the job has no key, or its provider no API. */
export async function workOf(
  ctx: Ctx,
  services: RunServices,
  run: Readonly<RunDoc>,
  step: RunStep,
): Promise<Work> {
  const known = step.memory.get("work") as Work | undefined;
  if (known) return { ...known, run };
  const job = await jobRepo(ctx.db).findById(run.jobId);
  const api = job && connectorOf(job.source.connector).api;
  const access = job && accessOf(ctx, job);
  if (!job || !api || !access)
    throw new RunFailed("The job has no API key any more. Set one in its settings and start again.");
  const shape = await shapeOf(ctx, job);
  const work: Work = {
    run,
    job,
    api: pacedApi(api),
    access,
    db: await services.destinations.open(job.destination),
    shape,
    collectionOf: (collection) => `${job.destination.collectionPrefix}${collection}`,
    shaped: (snapshots) => shapedAll(shape, snapshots),
  };
  step.memory.set("work", work);
  return work;
}

async function shapedAll(shape: Shape, snapshots: readonly Snapshot[]): Promise<(Shaped | undefined)[]> {
  const upserts = snapshots.filter(({ operation }) => operation === "upsert");
  const items = upserts.map((snapshot) => ({ mapping: mappingOf(snapshot) }));
  const own = (await shapeEvery(shape, items)).values();
  return snapshots.map(({ operation }) => (operation === "upsert" ? own.next().value : undefined));
}
