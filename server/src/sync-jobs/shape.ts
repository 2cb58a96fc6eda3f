import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { ApplyOptions, MappedChange } from "../destinations/index.ts";
import {
  type Job,
  type Transformation,
  type Transformed,
  transformation,
  verdictOn,
} from "../transforms/index.ts";
import type { JobDoc } from "./repo.ts";

/** The event that a mapping came with. What a provider's list held has none. */
export interface ShapedEvent {
  readonly type: string;
  /** Provider's time, in whole microseconds. */
  readonly at: number;
}

/** What a job makes of a mapping before it is stored, or why it stores nothing. */
export type Shaped =
  | MappedChange
  /** `reason` is for people. */
  | { readonly kind: "left_out"; readonly reason: string }
  | {
      readonly kind: "failed";
      readonly code: "transform_failed";
      readonly message: string;
      /** Of the job's function, from 1. */
      readonly line?: number;
    };

export interface ToShape {
  readonly mapping: MappedChange;
  readonly event?: ShapedEvent | undefined;
}

/** What a job changes before storage. All that writes or compares documents of the job's goes through it. */
export interface Shape {
  /** For `Change.revision`: which of the job's transformations this is. */
  readonly revision: number;
  /**
   * Synchronous, bounded, and the same for the same input. Gives the mapping itself where nothing is to be changed;
   * never changes the id, the collection or the operation. The filter is asked where there is no event: an event of
   * the ledger has passed it when it was stored. Deletes are never left out.
   */
  shape(mapping: MappedChange, event?: ShapedEvent): Shaped;
  /**
   * The same for many, without holding up the process: as many as there is time for in about a second, at least
   * one, from the first on.
   */
  shapeAll(items: readonly ToShape[]): Promise<readonly Shaped[]>;
  /** For `ApplyOptions.connector`: the job's connector, and its shape, where it has one. */
  readonly connector: ApplyOptions["connector"];
}

type ShapingJob = Pick<
  JobDoc,
  "_id" | "source" | "webhookConfig" | "filter" | "transform" | "transformRevision" | "hashKey"
>;

/** Reads what `job` changes. Ask again where the job was read again: settings may have changed. */
export async function shapeOf(ctx: Pick<Ctx, "secrets">, job: ShapingJob): Promise<Shape> {
  const connector = connectorOf(job.source.connector);
  const revision = job.transformRevision ?? 0;
  const { filter, transform } = job;
  const removes = job.webhookConfig.deleteMode === "hard";
  const hashKey = () => Buffer.from(ctx.secrets.open(job.hashKey as string), "hex");
  const transformed = transform && transformation(transform, job._id, hashKey);
  await transformed?.loaded();

  const before = ({ mapping, event }: ToShape): Shaped => {
    if (!filter || (mapping.operation === "delete" && removes)) return mapping;
    if (event && mapping.operation === "upsert") return mapping;
    const { document: object, collection, id, operation } = mapping;
    const { leftOut: reason } = verdictOn(filter, { object, collection, id, operation });
    if (reason === undefined) return mapping;
    return mapping.operation === "delete" ? { ...mapping, document: {} } : { kind: "left_out", reason };
  };
  const isDone = (shaped: Shaped) =>
    shaped.kind !== "change" || !transformed || (shaped.operation === "delete" && removes);
  const shape: Shape["shape"] = (mapping, event) => {
    const shaped = before({ mapping, event });
    if (isDone(shaped)) return shaped;
    const kept = shaped as MappedChange;
    return after(kept, (transformed as Transformation).apply(jobOf(kept, event)));
  };

  const shapeAll: Shape["shapeAll"] = async (items) => {
    const results = items.map(before);
    const open = [...results.keys()].filter((index) => !isDone(results[index] as Shaped));
    if (!transformed || open.length === 0) return results;
    const jobs = open.map((index) => jobOf(results[index] as MappedChange, items[index]?.event));
    const done = await transformed.applyAll(jobs);
    for (const [at, one] of done.entries()) {
      const index = open[at] as number;
      results[index] = after(results[index] as MappedChange, one);
    }
    return done.length < open.length ? results.slice(0, open[done.length]) : results;
  };

  return {
    revision,
    shape,
    shapeAll,
    connector: {
      map: connector.map,
      resolveTie: connector.resolveTie,
      ...((filter || transformed) && { shapeAll }),
    },
  };
}

/** All of them, however long it takes. */
export async function shapeEvery(
  { shapeAll }: Pick<Shape, "shapeAll">,
  items: readonly ToShape[],
): Promise<Shaped[]> {
  const shaped: Shaped[] = [];
  while (shaped.length < items.length) shaped.push(...(await shapeAll(items.slice(shaped.length))));
  return shaped;
}

const jobOf = ({ document, collection, id, operation }: MappedChange, event?: ShapedEvent): Job => ({
  document,
  event: {
    type: event?.type ?? null,
    at: event ? new Date(event.at / 1000).toISOString() : null,
    collection,
    id,
    operation,
  },
});

function after(mapping: MappedChange, transformed: Transformed): Shaped {
  if (transformed.kind === "document") return { ...mapping, document: transformed.document };
  if (transformed.kind === "left_out")
    return mapping.operation === "delete"
      ? { ...mapping, document: {} }
      : { kind: "left_out", reason: "The job's transformation left it out." };
  const { message, line } = transformed;
  const where = line === null ? "" : ` (line ${line})`;
  return {
    kind: "failed",
    code: "transform_failed",
    message: `${message}${where}`,
    ...(line !== null && { line }),
  };
}
