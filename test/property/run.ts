import type { Db } from "mongodb";
import { connectorOf } from "../../server/src/connectors/index.ts";
import { applyChanges, type Change, type TieEvent } from "../../server/src/destinations/index.ts";
import type { Faults } from "../../server/src/platform/faults.ts";
import type { Shape } from "../../server/src/sync-jobs/index.ts";
import { arrive, type Batch, type Plan, randomFrom, shuffled } from "./arrival.ts";
import type { Fields, ProviderEvent } from "./provider.ts";

const stripe = connectorOf("stripe");
const PLAIN: Shape = {
  revision: 0,
  shape: (mapping) => mapping,
  shapeAll: async (items) => items.map(({ mapping }) => mapping),
  connector: stripe,
};

class Crash extends Error {
  override readonly name = "Crash";
}

/** What one object looks like in the destination; undefined when it is absent or softly deleted. */
export interface FinalState {
  readonly object: Fields | undefined;
  readonly version: string | undefined;
  readonly ambiguous: boolean;
}

/** An event's change, or undefined when the connector ignores it. */
export function changeOf(event: ProviderEvent, collectionPrefix = ""): Change | undefined {
  const mapping = stripe.map(event, event.type);
  const envelope = stripe.envelope(event, {});
  if (mapping.kind === "ignored" || typeof envelope === "string") return undefined;
  return {
    rowId: event.id,
    eventId: event.id,
    eventType: event.type,
    collection: `${collectionPrefix}${mapping.collection}`,
    mapping,
    via: "webhook",
    source: stripe.id,
    jobId: "job_property",
    tieKey: envelope.tieKey,
  };
}

/** What a job makes of its objects: the first up to the middle of the batches, then the second. */
export type Shapes = readonly [Shape, Shape];

/**
 * Sends a history through the real writer as `plan` says; returns when every event was applied at least once. With
 * `shapes` the job's transformation is changed midway, and re-applied at the end.
 */
export async function run(
  db: Db,
  events: readonly ProviderEvent[],
  plan: Plan,
  shapes: Shapes = [PLAIN, PLAIN],
): Promise<void> {
  const random = randomFrom(plan.seed);
  const ledger = new Map<string, TieEvent[]>();
  const batches = arrive(events, plan, random);
  if (plan.storedFirst) store(ledger, events);
  const unsettled: Batch[] = [];
  let running: Promise<void>[] = [];
  for (const [index, batch] of batches.entries()) {
    const shape = shapes[index < batches.length / 2 ? 0 : 1];
    if (!batch.overlaps) {
      await Promise.all(running);
      running = [];
    }
    store(ledger, batch.events);
    running.push(
      drain(db, batch, plan, ledger, shape).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
        unsettled.push({ ...batch, crashAt: 0, overlaps: false });
      }),
    );
  }
  await Promise.all(running);
  for (const batch of shuffled(unsettled, random)) await drain(db, batch, plan, ledger, shapes[1]);
  if (shapes[0] === shapes[1]) return;
  for (const batch of arrive(events, plan, random)) {
    const again = () => drain(db, { ...batch, crashAt: 0 }, plan, ledger, shapes[1]);
    await drain(db, batch, plan, ledger, shapes[1]).catch(again);
  }
}

function store(ledger: Map<string, TieEvent[]>, events: readonly ProviderEvent[]): void {
  for (const event of events) {
    const key = changeOf(event)?.tieKey;
    if (!key) continue;
    const known = ledger.get(key) ?? [];
    if (!known.some(({ eventId }) => eventId === event.id))
      ledger.set(key, [...known, { eventId: event.id, type: event.type, payload: event }]);
  }
}

async function drain(
  db: Db,
  batch: Batch,
  plan: Plan,
  ledger: ReadonlyMap<string, TieEvent[]>,
  { shape, revision, connector }: Shape,
): Promise<void> {
  let left = batch.crashAt;
  const faults: Faults = {
    at(point) {
      left -= 1;
      if (left === 0) throw new Crash(point);
    },
  };
  const changes = batch.events.flatMap((event) => {
    const change = changeOf(event);
    const mapping = change && shape(change.mapping, { type: event.type, at: change.mapping.at });
    return mapping?.kind === "change" ? [{ ...change!, mapping, revision }] : [];
  });
  const outcomes = await applyChanges(db, changes, {
    deleteMode: plan.deleteMode,
    connector,
    ties: async (keys) => keys.flatMap((key) => ledger.get(key) ?? []),
    faults,
    now: new Date(),
  });
  for (const outcome of outcomes)
    if (outcome.kind === "failed") throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
}

/** The destination's state of the objects `ids`, by id. */
export async function finalStates(
  db: Db,
  collections: readonly string[],
  ids: readonly string[],
): Promise<Map<string, FinalState>> {
  const states = new Map<string, FinalState>(
    ids.map((id) => [id, { object: undefined, version: undefined, ambiguous: false }]),
  );
  const found = await Promise.all(
    collections.map((name) =>
      db
        .collection<Fields & { _id: string }>(name)
        .find({ _id: { $in: [...ids] } })
        .toArray(),
    ),
  );
  for (const { _id, _sync_metadata, ...object } of found.flat()) {
    const { version, ambiguous, deleted } = _sync_metadata as Fields;
    if (deleted !== true)
      states.set(_id, { object, version: String(version), ambiguous: ambiguous === true });
  }
  return states;
}
