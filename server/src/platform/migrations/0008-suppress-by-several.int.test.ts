import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import { expect, inject, onTestFinished, test } from "vitest";
import { suppressBySeveral } from "./0008-suppress-by-several.ts";

test("an object set aside by one erasure is so by a list of one, also when it is run twice", async () => {
  const client = await MongoClient.connect(inject("mongoUri"));
  onTestFinished(() => client.close());
  const db = client.db(`test_${randomUUID().slice(0, 13)}`);
  onTestFinished(async () => void (await db.dropDatabase()));
  await suppressBySeveral.up(db);
  const suppressed = db.collection<{ _id: string }>("suppressed_objects");
  await suppressed.createIndex({ erasureId: 1 }, { name: "erasure" });
  const old = { _id: "default:cus_1", scope: "default", erasureId: "era_1" };
  await suppressed.insertOne(old);
  for (let n = 0; n < 2; n += 1) await suppressBySeveral.up(db);
  expect(await suppressed.find().toArray()).toEqual([
    { _id: "default:cus_1", scope: "default", erasureIds: ["era_1"] },
  ]);
  expect(await suppressed.indexExists("erasure")).toBe(false);
});
