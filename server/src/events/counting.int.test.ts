import { randomUUID } from "node:crypto";
import { EventFilter, type EventFilterInput, HistogramQuery } from "@sluice/shared/events";
import { type Db, MongoClient } from "mongodb";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { newId } from "../platform/ids.ts";
import { countByTime, countFacets } from "./counting.ts";
import { eventTypes } from "./event-types-repo.ts";
import { failureGroups } from "./failures.ts";
import { ledgerRow, START, STEP } from "./ledger-testing.ts";
import { type EventRow, ensureEventIndexes, eventRows } from "./repo.ts";
import { ensureRollupIndexes } from "./rollup-repo.ts";
import { type Rollups, rollups } from "./rollups.ts";

let client: MongoClient;
let db: Db;
let stats: Rollups;
let rows: EventRow[];
const JOBS = [newId("job"), newId("job")] as [string, string];
const END = START + 3_000 * STEP;
const iso = (at: number) => new Date(at).toISOString();

beforeAll(async () => {
  client = await new MongoClient(inject("mongoUri")).connect();
  db = client.db(`counting_${randomUUID().slice(0, 8)}`);
  await ensureEventIndexes(db);
  await ensureRollupIndexes(db);
  stats = rollups(db);
  rows = Array.from({ length: 3_000 }, (_, index) => ledgerRow(JOBS, index));
  await eventRows(db).insertMany(rows);
  await eventTypes(db).note(rows);
  for (const jobId of JOBS)
    await stats.mark(
      jobId,
      rows.filter((row) => row.jobId === jobId).map((row) => row.receivedAt),
    );
  await stats.maintain(20_000);
  await stats.maintain(20_000);
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

const facets = (given: EventFilterInput) => countFacets({ db }, stats, JOBS, EventFilter.parse(given));
const numbers = (facet: ReadonlyArray<{ value: string; count: number }>) =>
  Object.fromEntries(facet.map(({ value, count }) => [value, count]));
function counted(matching: readonly EventRow[], field: "status" | "type" | "jobId") {
  const counts: Record<string, number> = {};
  for (const row of matching) counts[row[field]] = (counts[row[field]] ?? 0) + 1;
  return counts;
}

test.each<[string, EventFilterInput, (row: EventRow) => boolean]>([
  ["from the statistics", {}, () => true],
  [
    "from the statistics, in a range",
    { from: iso(START + 60 * 60_000), to: iso(START + 180 * 60_000) },
    (row) =>
      row.receivedAt.getTime() >= START + 60 * 60_000 && row.receivedAt.getTime() < START + 180 * 60_000,
  ],
  ["by looking at them", { q: "mail14" }, (row) => row.terms.some((term) => term.startsWith("mail14"))],
  [
    "by looking at a common term and an object's own",
    { q: "cus_common" },
    (row) => row.terms.some((term) => term.startsWith("cus_common")),
  ],
])("each facet counts what the other filters leave, %s", async (_name, given, matches) => {
  const of = rows.filter(matches);
  const all = await facets(given);
  expect(all).toMatchObject({ total: of.length, estimated: false });
  const some = await facets({ ...given, status: ["failed", "processed"], type: "invoice.*", jobId: JOBS[0] });
  const isStatus = (row: EventRow) => /failed|processed/.test(row.status);
  const isType = (row: EventRow) => row.type.startsWith("invoice.");
  const isJob = (row: EventRow) => row.jobId === JOBS[0];
  expect(numbers(some.status)).toEqual(
    counted(
      of.filter((row) => isType(row) && isJob(row)),
      "status",
    ),
  );
  expect(numbers(some.type)).toEqual(
    counted(
      of.filter((row) => isStatus(row) && isJob(row)),
      "type",
    ),
  );
  expect(numbers(some.jobId)).toEqual(
    counted(
      of.filter((row) => isStatus(row) && isType(row)),
      "jobId",
    ),
  );
  expect(some.total).toBe(of.filter((row) => isStatus(row) && isType(row) && isJob(row)).length);
});

test.each<[string, EventFilterInput]>([
  ["from the statistics", { status: "failed" }],
  ["by looking at them", { flag: "duplicate" }],
])("a histogram has at most 60 buckets and every match in one of them, %s", async (_name, given) => {
  const query = HistogramQuery.parse({ ...given, from: iso(START), to: iso(END) });
  const { buckets, width, estimated } = await countByTime({ db }, stats, JOBS, query);
  expect([estimated, buckets.length <= 60, width % 60_000]).toEqual([false, true, 0]);
  const matches = rows.filter((row) =>
    given.status ? row.status === "failed" : row.terms.includes("is:duplicate"),
  );
  for (const { at, counts } of buckets) {
    const inside = matches.filter(
      ({ receivedAt }) => receivedAt >= new Date(at) && receivedAt < new Date(Date.parse(at) + width),
    );
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(inside.length);
  }
});

test("what cannot be looked at whole is said to be an estimate", async () => {
  const job = newId("job");
  const many = Array.from({ length: 6_000 }, (_, index) =>
    ledgerRow([job, job], index + 10_000, {
      terms: ["common"],
      status: "processed",
      dedupeKey: `${job}:${index}`,
    }),
  );
  await eventRows(db).insertMany(many);
  const query = EventFilter.parse({ q: "common" });
  const found = await countFacets({ db }, stats, [job], query);
  expect([found.estimated, found.total]).toEqual([true, 5_000]);
  const histogram = await countByTime(
    { db },
    stats,
    [job],
    HistogramQuery.parse({ ...query, from: iso(START + 10_000 * STEP), to: iso(START + 16_000 * STEP) }),
  );
  expect(histogram.estimated).toBe(true);
  expect(Date.parse(histogram.completeFrom as string)).toBeGreaterThan(START + 10_000 * STEP);
});

test("failures are grouped by job and cause, the largest first, each with its newest event", async () => {
  const groups = await failureGroups({ db }, stats, JOBS, {});
  const failed = rows.filter((row) => row.status === "failed");
  expect(groups.total).toBe(failed.length);
  const [largest] = groups.data;
  const same = failed.filter((row) => row.jobId === largest?.jobId && row.error?.group === largest.group);
  expect(largest).toMatchObject({
    count: same.length,
    firstAt: same[0]?.receivedAt.toISOString(),
    lastAt: same.at(-1)?.receivedAt.toISOString(),
    example: { id: same.at(-1)?._id, message: "no" },
  });
  expect(largest?.explanation.steps.length).toBeGreaterThan(0);
  const hour = { from: new Date(START), to: new Date(START + 60 * 60_000) };
  expect((await failureGroups({ db }, stats, JOBS, hour)).total).toBe(
    failed.filter((row) => row.receivedAt < hour.to).length,
  );
  expect((await failureGroups({ db }, stats, JOBS, {}, 1)).more).toBe(true);
});
