import { MongoClient } from "mongodb";
import { afterAll, expect, inject, test } from "vitest";
import { readWithin } from "./read-within.ts";

const client = new MongoClient(inject("mongoUri"));
const db = client.db(`within_${process.pid}`);
const rows = db.collection<{ _id: number; bytes?: number }>("rows");
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

test("as many documents are read as may be in memory, at least one, and all where they are small", async () => {
  const docs = Array.from({ length: 500 }, (_, index) => ({ _id: index, bytes: index < 400 ? 10 : 1_000 }));
  await rows.insertMany(docs);
  const read = async (from: number, most: number) =>
    (await readWithin(rows.find({ _id: { $gte: from } }).sort({ _id: 1 }), most)).map(({ _id }) => _id);
  expect(await read(0, 1_000_000)).toHaveLength(500);
  expect(await read(0, 5_000)).toEqual(Array.from({ length: 401 }, (_, index) => index));
  expect(await read(450, 3_500)).toEqual([450, 451, 452]);
  expect(await read(450, 10)).toEqual([450]);
  expect(await read(500, 10)).toEqual([]);
});
