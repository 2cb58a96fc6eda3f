import { existsSync, readFileSync } from "node:fs";
import { MongoClient } from "mongodb";
import { afterAll, expect, inject, test } from "vitest";
import { connectorOf } from "../../server/src/connectors/index.ts";
import type { Fields, ProviderEvent } from "./provider.ts";
import { changeOf, finalStates, run } from "./run.ts";

const stripe = connectorOf("stripe");
const published = new URL("../../../shared/data/stripe/fixtures3.json", import.meta.url);
const own = stripe.sampleTypes.map(
  (type): Fields => JSON.parse(stripe.sample(type, "whsec_1", 0).rawBody.toString()).data.object,
);
const resources = existsSync(published)
  ? (Object.values(JSON.parse(readFileSync(published, "utf8")).resources) as Fields[])
  : [];

const client = new MongoClient(inject("mongoUri"), { writeConcern: { w: 1, j: true } });
const db = client.db(`resources_${process.pid}`);
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

/** created, updated and deleted of one object; ids of published fixtures repeat, so they are told apart. */
function lifeOf(resource: Fields, index: number): ProviderEvent[] {
  const object = typeof resource.id === "string" ? { ...resource, id: `${resource.id}_${index}` } : resource;
  return ["created", "updated", "deleted"].map((verb, second) => ({
    id: `evt_${index}_${verb}`,
    object: "event",
    type: `${resource.object}.${verb}`,
    created: 1_750_000_000 + index * 10 + second,
    livemode: false,
    data: { object: { ...object, revision: second } },
  }));
}

const plan = { seed: 5, batchSize: 200, crashes: 0, overlaps: 0, duplicates: 30, storedFirst: true } as const;

test("every resource lands in a collection and comes back as sent, or is ignored with a reason", {
  timeout: 60_000,
}, async () => {
  const lives = [...own, ...resources].map(lifeOf);
  const [ignored, kept] = [
    lives.filter(([first]) => !changeOf(first!)),
    lives.filter(([first]) => changeOf(first!)),
  ];
  for (const [first] of ignored)
    expect(stripe.map(first, first!.type)).toMatchObject({
      kind: "ignored",
      reason: expect.stringMatching(/no id/),
    });
  expect(ignored.length).toBeLessThanOrEqual(20);

  await run(
    db,
    kept.flatMap((life) => life.slice(0, 2)),
    { ...plan, deleteMode: "hard" },
  );
  const alive = kept.filter(([, updated]) => changeOf(updated!)!.mapping.operation === "upsert");
  const mappings = alive.map(([, updated]) => changeOf(updated!)!.mapping);
  const collections = [...new Set(mappings.map(({ collection }) => collection))];
  const states = await finalStates(
    db,
    collections,
    mappings.map(({ id }) => id),
  );
  for (const [index, [, updated]] of alive.entries()) {
    expect(states.get(mappings[index]!.id)?.object).toEqual(updated!.data.object);
  }

  await run(db, kept.flat(), { ...plan, deleteMode: "hard" });
  const ended = [
    ...(
      await finalStates(
        db,
        collections,
        mappings.map(({ id }) => id),
      )
    ).entries(),
  ].filter(([, { object }]) => object);
  expect(ended.map(([id]) => id)).toEqual(
    mappings.filter(({ document }) => document.object === "source").map(({ id }) => id),
  );
  console.log(
    `${lives.length} resources, ${collections.length} collections, ${ignored.length} ignored: ${ignored.map(([first]) => first!.data.object.object).join(", ")}`,
  );
});
