import { randomUUID } from "node:crypto";
import { EventFilter, type EventFilterInput, type EventSort, ListEvents } from "@sluice/shared/events";
import { type Db, MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { newId } from "../platform/ids.ts";
import { eventTypes } from "./event-types-repo.ts";
import { ledgerRow, START, STEP } from "./ledger-testing.ts";
import { listEvents } from "./queries.ts";
import { type EventRow, ensureEventIndexes, eventRows } from "./repo.ts";
import { searchEvents, searchOf } from "./search.ts";

let client: MongoClient;
let db: Db;
const database = `search_${randomUUID().slice(0, 8)}`;
const JOBS = [newId("job"), newId("job")];
let rows: EventRow[];

beforeAll(async () => {
  client = await new MongoClient(inject("mongoUri")).connect();
  db = client.db(database);
  await ensureEventIndexes(db);
  rows = Array.from({ length: 3_000 }, (_, index) => ledgerRow(JOBS, index));
  await eventRows(db).insertMany(rows);
  await eventTypes(db).note(rows);
});
afterAll(async () => {
  await client.db(database).dropDatabase();
  await client.close();
});

const search = async (
  given: EventFilterInput,
  page: { limit?: number; cursor?: string | undefined; sort?: EventSort } = {},
  jobIds: readonly string[] = JOBS,
) =>
  searchEvents({ db }, await searchOf({ db }, jobIds, EventFilter.parse(given)), {
    limit: 200,
    sort: "newest",
    ...page,
  });

/** Every match, page by page. */
async function all(given: EventFilterInput, sort: EventSort = "newest", limit = 97): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await search(given, { limit, cursor, sort });
    found.push(...page.rows.map((row) => row._id));
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}

const expected = (matches: (row: EventRow, index: number) => boolean) =>
  rows
    .filter(matches)
    .map((row) => row._id)
    .reverse();
const day = (index: number) => new Date(START + index * STEP).toISOString();
const beginsWith = (row: EventRow, start: string) => row.terms.some((term) => term.startsWith(start));

describe("every match is found once, in order, whatever is asked for", () => {
  const cases: Array<[string, EventFilterInput, (row: EventRow, index: number) => boolean]> = [
    ["nothing", {}, () => true],
    ["a time range", { from: day(100), to: day(900) }, (_row, index) => index >= 100 && index < 900],
    ["a common status", { status: "processed" }, (row) => row.status === "processed"],
    ["rare statuses", { status: ["failed", "filtered"] }, (row) => /failed|filtered/.test(row.status)],
    ["open and rare ones", { status: ["pending", "failed"] }, (row) => /pending|failed/.test(row.status)],
    [
      "rare and common ones",
      { status: ["failed", "processed"] },
      (row) => /failed|processed/.test(row.status),
    ],
    ["a type", { type: "invoice.paid" }, (row) => row.type === "invoice.paid"],
    ["types by a pattern", { type: ["invoice.*"] }, (row) => row.type.startsWith("invoice.")],
    ["a pattern nothing matches", { type: "charge.*" }, () => false],
    [
      "failed of a type",
      { status: "failed", type: "invoice.payment_failed" },
      (row) => row.status === "failed" && row.type === "invoice.payment_failed",
    ],
    ["an error code", { error: "validation" }, (row) => row.error?.code === "validation"],
    ["a cause of failure", { failure: "g~57" }, (row) => row.error?.group === "g~57"],
    ["a flag", { flag: "duplicate" }, (_row, index) => index % 700 === 0],
    ["a whole term", { q: "mail5@example.com" }, (row) => beginsWith(row, "mail5@example.com")],
    ["a few terms' beginning", { q: "mail149" }, (row) => beginsWith(row, "mail149")],
    ["many terms' beginning", { q: "mail" }, (row) => beginsWith(row, "mail")],
    ["a term that is common, whole", { q: "cus_common" }, (row) => beginsWith(row, "cus_common")],
    [
      "two terms",
      { q: ["mail7", "cus_common"] },
      (row) => beginsWith(row, "mail7") && beginsWith(row, "cus_common"),
    ],
    ["an object", { objectId: "cus_7" }, (row) => row.objectId === "cus_7"],
    ["an object by id", { id: "cus_7" }, (row) => row.objectId === "cus_7"],
    ["a provider's id", { id: "evt_provider42" }, (_row, index) => index === 42],
    [
      "a term of a type in a range",
      { q: "mail1", type: "invoice.*", from: day(500) },
      (row, index) => beginsWith(row, "mail1") && row.type.startsWith("invoice.") && index >= 500,
    ],
    [
      "two common things that never meet",
      { q: "mail", status: "processed", type: "customer.created", error: "validation" },
      () => false,
    ],
  ];
  test.each(cases)("%s", async (_name, given, matches) => {
    const newest = expected(matches);
    expect(await all(given)).toEqual(newest);
    expect(await all(given, "oldest")).toEqual(newest.toReversed());
  });

  test("of one job only, and never of a job that was not asked for", async () => {
    const [first] = JOBS as [string];
    const { rows: found } = await search({ q: "mail5@example.com" }, {}, [first]);
    expect(found.every((row) => row.jobId === first)).toBe(true);
    const stranger = rows.find((row) => row.jobId !== first) as EventRow;
    for (const id of [stranger._id, stranger.providerEventId])
      expect((await search({ id }, {}, [first])).rows).toEqual([]);
    expect((await search({}, {}, [])).rows).toEqual([]);
  });

  test("of hundreds of jobs at once", async () => {
    const many = [...Array.from({ length: 400 }, () => newId("job")), ...JOBS];
    const page = await search({ type: ["invoice.*", "customer.*"], status: "failed" }, {}, many);
    expect(page.rows.map((row) => row._id)).toEqual(expected((row) => row.status === "failed"));
    expect((await search({}, { limit: 5 }, many)).rows.map((row) => row._id)).toEqual(
      expected(() => true).slice(0, 5),
    );
  });
});

test("rows that a worker is at are found among the pending ones", async () => {
  const [held] = expected((row) => row.status === "pending") as [string];
  const job = rows.find((row) => row._id === held)?.jobId as string;
  const claims = db.collection<{ _id: string; lane: string; ids: string[] }>("lane_claims");
  await claims.insertOne({ _id: "claim", lane: `sync:${job}`, ids: [held, rows[0]?._id as string] });
  const { data } = await listEvents({ db }, JOBS, ListEvents.parse({ status: "processing" }));
  expect(data.map(({ id, status }) => [id, status])).toEqual([[held, "processing"]]);
  const pending = await listEvents({ db }, JOBS, ListEvents.parse({ status: "pending" }));
  expect(pending.data.filter(({ status }) => status === "processing")).toHaveLength(1);
  await claims.deleteOne({ _id: "claim" });
});

test("our own id, or that of a replay's origin, finds both", async () => {
  const [row] = rows as [EventRow];
  const replay = ledgerRow(JOBS, 3_100, { replayOf: row._id, providerEventId: row.providerEventId });
  delete replay.dedupeKey;
  await eventRows(db).insertOne(replay);
  expect((await search({ id: row._id })).rows.map(({ _id }) => _id)).toEqual([row._id]);
  expect((await search({ id: row.providerEventId })).rows.map(({ _id }) => _id)).toEqual([
    replay._id,
    row._id,
  ]);
  await eventRows(db).deleteOne({ _id: replay._id });
});

test("pages do not shift when rows come in, and the way back finds them", async () => {
  const first = await search({ status: "processed" }, { limit: 10 });
  const second = await search({ status: "processed" }, { limit: 10, cursor: first.nextCursor ?? undefined });
  const late = ledgerRow(JOBS, 4_000, { status: "processed" });
  await eventRows(db).insertOne(late);
  const back = await search({ status: "processed" }, { limit: 10, cursor: second.prevCursor ?? undefined });
  expect(back.rows.map(({ _id }) => _id)).toEqual(first.rows.map(({ _id }) => _id));
  expect(back.nextCursor).toBe(first.nextCursor);
  const newer = await search({ status: "processed" }, { limit: 10, cursor: back.prevCursor ?? undefined });
  expect(newer.rows.map(({ _id }) => _id)).toEqual([late._id]);
  const none = await search({ status: "processed" }, { limit: 10, cursor: newer.prevCursor ?? undefined });
  expect(none.rows).toEqual([]);
  expect(none.prevCursor).toBe(newer.prevCursor);
  await eventRows(db).deleteOne({ _id: late._id });
  await expect(search({}, { cursor: "junk" })).rejects.toThrow("cursor: is not one of a previous page.");
});

test("a search for what is rare among many ends early, says how far it came, and goes on from there", async () => {
  const wanted = await searchOf({ db }, JOBS, EventFilter.parse({ q: ["odd_", "mail1"] }));
  const found: string[] = [];
  const searchedTo: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await searchEvents({ db }, wanted, { limit: 200, sort: "oldest", cursor }, -1);
    found.push(...page.rows.map((row) => row._id));
    if (page.searchedTo) searchedTo.push(page.searchedTo.getTime());
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(found).toEqual(expected((row) => beginsWith(row, "odd_") && beginsWith(row, "mail1")).toReversed());
  expect(searchedTo[0]).toBeGreaterThan(START);
  expect(searchedTo).toEqual(searchedTo.toSorted((a, b) => a - b));
});

test("rows of a list carry no body, headers, log or terms", async () => {
  await eventRows(db).updateOne({ _id: rows[5]?._id as string }, { $set: { headers: { a: "b" } } });
  const { rows: found } = await search({ id: rows[5]?._id as string });
  expect(Object.keys(found[0] ?? {})).not.toEqual(expect.arrayContaining(["headers"]));
  expect(found[0]).not.toHaveProperty("terms");
});
