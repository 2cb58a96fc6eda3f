import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { ApplyOptions, MappedChange } from "../destinations/index.ts";
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
  | { readonly kind: "failed"; readonly code: "transform_failed"; readonly message: string };

/** What a job changes before storage. All that writes or compares documents of the job's goes through it. */
export interface Shape {
  /** For `Change.revision`: which of the job's transformations this is. */
  readonly revision: number;
  /**
   * Synchronous, bounded, and the same for the same input. Gives the mapping itself where nothing is to be changed;
   * never changes the id, the collection or the operation. Deletes are never left out.
   */
  shape(mapping: MappedChange, event?: ShapedEvent): Shaped;
  /** For `ApplyOptions.connector`: the job's connector, whose `map` is shaped. */
  readonly connector: ApplyOptions["connector"];
}

/** Reads what `job` changes. Ask again where the job was read again: settings may have changed. */
export async function shapeOf(_ctx: Pick<Ctx, "secrets">, job: JobDoc): Promise<Shape> {
  const connector = connectorOf(job.source.connector);
  return { revision: 0, shape: (mapping) => mapping, connector };
}
