import fc from "fast-check";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { convergence, emptyReport, summary } from "./histories.ts";

const client = new MongoClient(inject("mongoUri"), { writeConcern: { w: 1, j: true } });
const db = client.db(`property_${process.pid}`);

beforeAll(() => client.connect());
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

const HISTORIES = 300;

test(`${HISTORIES} histories end as the provider's hidden truth, whatever the arrival`, {
  timeout: 120_000,
}, async () => {
  const report = emptyReport();
  await fc.assert(convergence(db, report), { numRuns: HISTORIES });
  console.log(summary(report));
  expect(report.histories).toBe(HISTORIES);
});
