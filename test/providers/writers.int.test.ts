import { MongoClient } from "mongodb";
import { afterAll, describe, expect, inject, test } from "vitest";
import { connectorOf, type Snapshot } from "../../server/src/connectors/index.ts";
import { applyChanges, SNAPSHOT_RANK } from "../../server/src/destinations/index.ts";
import { noFaults } from "../../server/src/platform/faults.ts";
import { type Plan, randomFrom } from "../property/arrival.ts";
import type { ProviderEvent } from "../property/provider.ts";
import { finalStates, run } from "../property/run.ts";
import { type LocalStripe, startStripe } from "./stripe.ts";
import { KINDS } from "./stripe-kinds.ts";
import { changesAll, patiently } from "./walk.ts";

const connector = connectorOf("stripe");
const api = connector.api!;
const COLLECTIONS = Object.keys(KINDS);
const client = new MongoClient(inject("mongoUri"), { writeConcern: { w: 1, j: true } });
afterAll(() => client.close());

/** What a backfill, a repair and a comparison write: a page of a list, through the same guard as events. */
async function writeSnapshots(db: ReturnType<MongoClient["db"]>, snapshots: readonly Snapshot[]) {
  const changes = snapshots.map(({ collection, id, operation, document, at }) => ({
    rowId: "",
    eventId: `snapshot_${at}`,
    eventType: "snapshot",
    collection,
    mapping: { kind: "change", collection, id, operation, document, at, rank: SNAPSHOT_RANK } as const,
    via: "scheduled" as const,
    source: connector.id,
    jobId: "job_property",
  }));
  const options = { deleteMode: "hard", connector, ties: async () => [], faults: noFaults, now: new Date() };
  for (const outcome of await applyChanges(db, changes, options as never))
    expect(outcome.kind).not.toBe("failed");
}

async function backfill(db: ReturnType<MongoClient["db"]>, provider: LocalStripe, between: () => void) {
  const access = { apiKey: provider.key, baseUrl: provider.url };
  for (const collection of COLLECTIONS) {
    let cursor: string | undefined;
    do {
      const page = await patiently(() => api.list(access, collection, cursor));
      between();
      await writeSnapshots(db, page.snapshots);
      cursor = page.next;
    } while (cursor);
  }
}

describe.each([1, 2, 3, 4])("seed %i: backfills, webhooks, the log and replays at once", (seed) => {
  test("end in the provider's state", { timeout: 60_000 }, async () => {
    const db = client.db(`writers_${process.pid}_${seed}`);
    const random = randomFrom(seed);
    const trouble = { failing: 5, dropped: 3, limited: 5 };
    const provider = await startStripe({ seed, skewMs: seed % 2 ? 90_000 : -90_000, trouble });
    const access = { apiKey: provider.key, baseUrl: provider.url };
    const happen = (times: number) => {
      for (let time = 0; time < times; time += 1) {
        provider.mutate(1);
        provider.clock.advance(random(1_500));
      }
    };
    const plan = (round: number): Plan => ({
      seed: seed * 10 + round,
      deleteMode: "hard",
      batchSize: 40,
      crashes: 10,
      overlaps: 20,
      duplicates: 30,
      storedFirst: true,
    });
    // The ledger holds them all when they are drained; a share of them is drained again and again.
    const drain = (events: readonly unknown[], round: number) =>
      run(db, events as readonly ProviderEvent[], plan(round));

    provider.fill({ customers: 230, products: 120 });
    happen(80);
    const start = new Date(provider.clock.now() - 3_600_000);
    const early = provider.events();
    await Promise.all([backfill(db, provider, () => happen(6)), drain(early, 1)]);
    await Promise.all([
      backfill(db, provider, () => happen(3)),
      drain(provider.events().slice(early.length / 2), 2),
      changesAll(api, access, start).then(({ payloads }) => drain(payloads, 3)),
    ]);
    provider.clock.advance(10_000);
    const all = provider.events();
    await Promise.all([drain(all, 4), drain(all.toReversed(), 5)]);

    const truth = new Map([...provider.state().values()].flatMap((objects) => [...objects]));
    const ids = [...new Set([...truth.keys(), ...all.map(({ data }) => data.object.id as string)])];
    const wrong = async () =>
      [...(await finalStates(db, COLLECTIONS, ids))].filter(
        ([id, { object }]) => JSON.stringify(object) !== JSON.stringify(truth.get(id)),
      );
    const left = await wrong();
    expect(left.filter(([, { ambiguous }]) => !ambiguous)).toEqual([]);
    expect(left.length).toBeLessThan(ids.length / 20);
    // What no event could tell a later list does.
    await backfill(db, provider, () => {});
    expect(await wrong()).toEqual([]);
    await db.dropDatabase();
    await provider.stop();
  });
});
