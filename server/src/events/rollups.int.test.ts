import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { firstIdAt, newId } from "../platform/ids.ts";
import { type EventRow, ensureEventIndexes, eventRows } from "./repo.ts";
import { DAY_MS, MINUTE_MS } from "./rollup-levels.ts";
import { ensureRollupIndexes, rollupRepo } from "./rollup-repo.ts";
import { addCounts, noCounts, quantile, type Rollups, rollups } from "./rollups.ts";

let client: MongoClient;
let stats: Rollups;
const database = `rollups_${randomUUID().slice(0, 8)}`;
const jobId = newId("job");
const NOW = Date.now();
/** A fortnight ago, at the beginning of a day. */
const THEN = Math.floor(NOW / DAY_MS) * DAY_MS - 14 * DAY_MS;
let serial = 0;

beforeAll(async () => {
  client = await new MongoClient(inject("mongoUri")).connect();
  await ensureEventIndexes(client.db(database));
  await ensureRollupIndexes(client.db(database));
  stats = rollups(client.db(database));
});
afterAll(async () => {
  await client.db(database).dropDatabase();
  await client.close();
});

async function store(at: number, over: Partial<EventRow> = {}, job = jobId): Promise<string> {
  serial += 1;
  const row = {
    _id: firstIdAt("evt", new Date(at)).slice(0, 14) + String(serial).padStart(16, "0"),
    jobId: job,
    workspaceId: "default",
    type: "invoice.paid",
    status: "processed",
    outcome: "applied",
    receivedAt: new Date(at),
    settledAt: new Date(at + 100),
    terms: [],
    ...over,
  };
  await eventRows(client.db(database)).insertOne(row as unknown as EventRow);
  await stats.mark(job, [new Date(at)]);
  return row._id;
}

async function totals(from: number, to: number, job = jobId) {
  const sum = noCounts();
  for (const bucket of await stats.sums({ jobIds: [job], from, to })) addCounts(sum, bucket);
  return sum;
}

test("sums of years, days and minutes tell the same, and follow what changes later", async () => {
  const late = await store(THEN + 5_000, { status: "pending", settledAt: undefined as never });
  await store(THEN + 40 * MINUTE_MS, { status: "failed", error: { code: "validation", message: "no" } });
  await store(THEN + DAY_MS + 1, { outcome: "ignored" });
  await store(THEN + DAY_MS + 2, { status: "filtered", type: "customer.created" });
  await store(NOW, { ambiguous: true, replayOf: "evt_x" });
  await stats.refresh([jobId]);
  const expected = { received: 5, processed: 2, failed: 1, filtered: 1, open: 1, ignored: 1, ambiguous: 1 };
  expect(await totals(0, NOW)).toMatchObject({ ...expected, replays: 1 });
  const minutes = await stats.sums({ jobIds: [jobId], from: THEN, to: NOW, width: MINUTE_MS });
  expect(minutes.reduce((sum, { received }) => sum + received, 0)).toBe(5);
  expect(minutes.map(({ bucket }) => bucket).sort((a, b) => a - b)[1]).toBe(40);

  await eventRows(client.db(database)).updateOne(
    { _id: late },
    { $set: { status: "processed", settledAt: new Date() } },
  );
  await stats.mark(jobId, [new Date(THEN + 5_000)]);
  await stats.refresh([jobId]);
  expect(await totals(0, NOW)).toMatchObject({ received: 5, processed: 3, open: 0 });
});

const histograms = async (range: Parameters<typeof stats.latency>[0]) =>
  (await stats.latency(range)).map(({ latency }) => latency);

test("types, statuses, causes of failure and latency are told from the sums", async () => {
  const job = newId("job");
  for (const type of ["a.one", "a.one", "a.two"]) await store(THEN, { type }, job);
  const failed = { status: "failed", error: { code: "validation", message: "no", group: "validation~1" } };
  await store(THEN + 3 * DAY_MS, failed as Partial<EventRow>, job);
  await store(THEN + 4 * DAY_MS, failed as Partial<EventRow>, job);
  await stats.maintain(5_000);
  const range = { jobIds: [job], from: THEN, to: NOW };
  expect(await stats.cells(range)).toEqual(
    expect.arrayContaining([expect.objectContaining({ type: "a.one", status: "processed", n: 2 })]),
  );
  expect(await stats.failureGroups(range)).toEqual([{ jobId: job, group: "validation~1", n: 2 }]);
  expect(quantile(await histograms(range), 0.5)).toBeGreaterThan(90);
  expect(quantile(await histograms(range), 0.5)).toBeLessThan(110);
});

test("duplicates and refusals are added when they come, and reach the sums", async () => {
  const job = newId("job");
  stats.arrived(job, { duplicates: 2 });
  stats.arrived(job, { rejectedBy: { timestamp: 1 } });
  stats.arrived(job, { rejectedBy: { timestamp: 1, mismatch: 3 } });
  await stats.refresh([job]);
  await stats.refresh([job]);
  expect(await totals(NOW - MINUTE_MS, NOW + 2 * MINUTE_MS, job)).toMatchObject({
    duplicates: 2,
    rejected: 5,
    received: 0,
  });
  const [refused] = await stats.refusals({ jobIds: [job], from: NOW - MINUTE_MS, to: NOW + 2 * MINUTE_MS });
  expect(refused?.rejectedBy).toEqual({ timestamp: 2, mismatch: 3 });
});

test("two processes that sum up at once do not lose a change between them", async () => {
  const job = newId("job");
  const other = rollups(client.db(database));
  const at = THEN + 2 * DAY_MS;
  for (let round = 0; round < 20; round += 1) {
    await store(at + round * 1_000, {}, job);
    await Promise.all([stats.maintain(1_000), other.maintain(1_000)]);
  }
  await stats.maintain(1_000);
  expect((await totals(0, NOW, job)).received).toBe(20);
  expect((await totals(at, at + DAY_MS, job)).received).toBe(20);
});

test("of what changed the newest is counted first, by an index", async () => {
  const repo = rollupRepo(client.db(database));
  const [one, other] = [newId("job"), newId("job")];
  const minutes = [0, 1, 2, 3].map((n) => THEN + n * MINUTE_MS);
  for (const [index, minute] of minutes.entries())
    for (let times = 0; times <= index; times += 1) await repo.mark(0, index % 2 ? one : other, [minute]);
  const found = await repo.dirty(0, [one, other], new Date(NOW), 2);
  expect(found.map(({ minute }) => minute.getTime())).toEqual([minutes[3], minutes[2]]);
});
