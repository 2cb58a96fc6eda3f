import fc from "fast-check";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type JobDoc, type Shape, shapeOf } from "../../server/src/sync-jobs/index.ts";
import { COLLECTIONS, history, playFor } from "./histories.ts";
import { isUndecidable } from "./oracle.ts";
import type { Fields } from "./provider.ts";
import { finalStates, run } from "./run.ts";

const client = new MongoClient(inject("mongoUri"), { writeConcern: { w: 1, j: true } });
const db = client.db(`property_transforms_${process.pid}`);
const HISTORIES = 60;

beforeAll(() => client.connect());
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

const noSecrets = { secrets: undefined as never };
const shapeBy = (deleteMode: "hard" | "soft", transformRevision: number, transform: JobDoc["transform"]) =>
  shapeOf(noSecrets, {
    _id: "job_1",
    source: { connector: "stripe" },
    webhookConfig: { events: ["*"], batchSize: 1, batchWaitMs: 0, deleteMode },
    ...(transform && { transform }),
    transformRevision,
  });

const EARLY = { operations: [{ op: "rename", from: "status", to: "was.status" }] } as JobDoc["transform"];
const LATE = {
  operations: [
    { op: "rename", from: "object", to: "kind" },
    { op: "mask", paths: ["id"], keep: 2 },
  ],
} as JobDoc["transform"];

test(`${HISTORIES} histories whose transformation is changed midway and re-applied end alike, in the later form`, {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(history, async ([kinds, actions, plans]) => {
      const played = playFor([kinds, actions, plans]);
      const late: Shape[] = [];
      for (const [index, { events }] of played.entries()) {
        const plan = plans[index]!;
        late.push(await shapeBy(plan.deleteMode, 2, LATE));
        await run(db, events, plan, [await shapeBy(plan.deleteMode, 1, EARLY), late[index]!]);
      }
      const ends = await Promise.all(
        played.map(async ({ truth }) => [...(await finalStates(db, COLLECTIONS, [...truth.keys()]))]),
      );
      for (const [index, end] of ends.entries())
        for (const [position, [id, { object, version }]] of end.entries()) {
          const expected = played[index]!.truth.get(id);
          if (version) expect(version).toMatch(/\.002$/);
          const other = ends[0]![position]![1];
          expect(tail(version)).toBe(tail(other.version));
          if (isUndecidable(played[index]!.events, id)) continue;
          expect(object).toEqual(expected && shaped(late[index]!, id, expected as Fields));
        }
    }),
    { numRuns: HISTORIES },
  );
});

/** Time, rank, events known and revision: ids differ between the two plays. */
const tail = (version: string | undefined) => version && `${version.slice(0, 20)}${version.slice(-4)}`;

function shaped({ shape }: Shape, id: string, document: Fields): Fields | undefined {
  const mapping = {
    kind: "change",
    collection: "any",
    id,
    operation: "upsert",
    document,
    at: 1,
    rank: 10,
  } as const;
  const result = shape(mapping, { type: "any", at: 1 });
  return result.kind === "change" ? { ...result.document } : undefined;
}
