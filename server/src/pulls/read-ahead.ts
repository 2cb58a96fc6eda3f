import { type ObjectPage, ProviderError, type Snapshot } from "../connectors/index.ts";
import type { RunStep } from "../runs/index.ts";
import type { Source } from "./provider.ts";

/** Pages are written together up to about so many objects. */
const ENOUGH = 500;
/** A slow provider's pages are written one by one. */
const PATIENCE_MS = 1_000;

/** Where a backfill is: the entity by its place, and its list's cursor. */
export interface Place {
  readonly entity: number;
  readonly cursor?: string;
}

export interface Read {
  readonly snapshots: readonly Snapshot[];
  readonly pages: number;
  /** How many there are of this entity, where the provider says. */
  readonly total?: number | undefined;
  /** Where the next ones are; undefined when this entity is through. */
  readonly cursor?: string | undefined;
}

/**
 * What comes at `place`, and begins to read what comes after it, so that it is there when this is written. Two such
 * readings are held at most, each of a few pages.
 */
export async function readAhead(
  source: Source,
  step: RunStep,
  entities: readonly string[],
  place: Place,
): Promise<Read> {
  const begun = step.memory.get(keyOf(place)) as Promise<Read> | undefined;
  step.memory.clear();
  const read = await (begun ?? readSome(source, entities[place.entity] as string, place.cursor));
  const next = nextPlace(place, read, entities);
  if (next && Date.now() < step.until) {
    const ahead = readSome(source, entities[next.entity] as string, next.cursor);
    ahead.catch(() => {});
    step.memory.set(keyOf(next), ahead);
  }
  return read;
}

export function nextPlace(
  { entity }: Place,
  { cursor }: Read,
  entities: readonly string[],
): Place | undefined {
  if (cursor !== undefined) return { entity, cursor };
  return entity + 1 < entities.length ? { entity: entity + 1 } : undefined;
}

const keyOf = ({ entity, cursor = "" }: Place): string => `${entity} ${cursor}`;

async function readSome(source: Source, entity: string, from: string | undefined): Promise<Read> {
  const until = Date.now() + PATIENCE_MS;
  const snapshots: Snapshot[] = [];
  let pages = 0;
  let cursor = from;
  let total: number | undefined;
  do {
    let page: ObjectPage;
    try {
      page = await source.api.list(source.access(), entity, cursor);
    } catch (error) {
      // What was read is written first; then it is asked again.
      if (pages === 0) throw asProviderError(error);
      break;
    }
    for (const snapshot of page.snapshots) snapshots.push(snapshot);
    pages += 1;
    total = page.total ?? total;
    cursor = page.next;
  } while (cursor !== undefined && snapshots.length < ENOUGH && Date.now() < until);
  return { snapshots, pages, total, cursor };
}

/** A request that took too long was aborted by us. */
export const asProviderError = (error: unknown): unknown =>
  error instanceof DOMException && error.name === "TimeoutError"
    ? new ProviderError("unavailable", "The provider did not answer in time.", undefined, { cause: error })
    : error;
