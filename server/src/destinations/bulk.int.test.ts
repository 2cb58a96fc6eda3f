import { MongoClient } from "mongodb";
import { afterAll, expect, inject, test } from "vitest";
import { type Stored, writeBulk } from "./bulk.ts";

const client = new MongoClient(inject("mongoUri"), { writeConcern: { w: 1, j: true } });
const db = client.db(`bulk_${process.pid}`);
const collection = db.collection<Stored>("documents");
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

test("a document that makes the server hang up is found and fails alone", async () => {
  let deep: object = {};
  for (let level = 0; level < 260; level += 1) deep = { deep };
  const documents = Array.from({ length: 9 }, (_, n): Stored => ({ _id: `d${n}`, ...(n === 5 && { deep }) }));
  const operations = documents.map((document) => ({
    updateOne: {
      filter: { _id: document._id },
      update: [{ $replaceWith: { $literal: document } }],
      upsert: true,
    },
  }));
  const { failures, inserted } = await writeBulk(db, collection, operations);
  expect([...failures.keys()]).toEqual([5]);
  expect(failures.get(5)).toMatchObject({ code: "connection" });
  expect(await collection.countDocuments()).toBe(8);
  expect(inserted.has(5)).toBe(false);
});
