import { type Db, MongoClient } from "mongodb";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { connectorOf } from "../connectors/index.ts";
import { noFaults } from "../platform/faults.ts";
import { TOMBSTONES } from "./tombstones.ts";
import { type ApplyOptions, applyChanges, type Change } from "./write.ts";

const stripe = connectorOf("stripe");
const client = new MongoClient(inject("mongoUri"), {
  writeConcern: { w: 1, j: true },
  monitorCommands: true,
});
const commands: string[] = [];
client.on("commandStarted", ({ commandName }) => commands.push(commandName));
let db: Db;
let sequence = 0;

beforeAll(async () => {
  await client.connect();
  db = client.db(`write_${process.pid}`);
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

const T = 1_750_000_000;
const newId = () => `cus_${++sequence}`;

/** A customer event `seconds` after T; the ledger of these tests is what was built so. */
function customer(id: string, event: string, seconds: number, fields: object = {}, more: object = {}) {
  return {
    id: event,
    type: "customer.updated",
    created: T + seconds,
    data: { object: { object: "customer", id, ...fields } },
    ...more,
  };
}
type Payload = ReturnType<typeof customer>;

function changeOf(payload: Payload, more: Partial<Change> = {}): Change {
  const mapping = stripe.map(payload);
  const envelope = stripe.envelope(payload);
  if (mapping.kind === "ignored" || typeof envelope === "string") throw new Error("not a change");
  return {
    rowId: payload.id,
    eventId: payload.id,
    eventType: payload.type,
    collection: `p_${mapping.collection}`,
    mapping,
    via: "webhook",
    source: "stripe",
    jobId: "job_1",
    tieKey: envelope.tieKey,
    ...more,
  };
}

const deletion = (id: string, event: string, seconds: number) => ({
  ...customer(id, event, seconds),
  type: "customer.deleted",
});

function apply(
  changes: readonly Change[],
  ledger: readonly Payload[] = [],
  more: Partial<ApplyOptions> = {},
) {
  return applyChanges(db, changes, {
    deleteMode: "hard",
    connector: stripe,
    ties: async () => ledger.map((payload) => ({ eventId: payload.id, payload })),
    faults: noFaults,
    now: new Date(),
    ...more,
  });
}

const read = (id: string) =>
  db.collection<{ _id: string; [field: string]: unknown }>("p_customers").findOne({ _id: id });

test("a document holds the object and where it came from", async () => {
  const id = newId();
  const now = new Date();
  const odd = { price: "$5 off", $set: 1, "a.b": { $x: [] }, _id: "other", name: null };
  expect(await apply([changeOf(customer(id, "evt_1", 0, odd))], [], { now })).toEqual([{ kind: "applied" }]);
  expect(await read(id)).toEqual({
    ...odd,
    _id: id,
    id,
    object: "customer",
    _sync_metadata: {
      source: "stripe",
      jobId: "job_1",
      eventId: "evt_1",
      eventType: "customer.updated",
      eventAt: new Date(T * 1000),
      syncedAt: now,
      via: "webhook",
      version: "17500000000000002001evt_1.000",
    },
  });
});

test("newer replaces, older and repeated do not, in one batch or in several", async () => {
  const id = newId();
  const [first, second, third] = [0, 1, 2].map((n) => changeOf(customer(id, `evt_${n}`, n, { n })));
  expect(await apply([second!])).toEqual([{ kind: "applied" }]);
  expect(await apply([first!, second!])).toEqual([
    { kind: "superseded", by: "evt_1" },
    { kind: "unchanged" },
  ]);
  expect(await apply([first!, third!, second!, third!])).toEqual([
    { kind: "superseded", by: "evt_2" },
    { kind: "applied" },
    { kind: "superseded", by: "evt_2" },
    { kind: "unchanged" },
  ]);
  expect(await read(id)).toMatchObject({ n: 2 });
});

test("the ordinary batch costs one bulk a collection and one look at the tombstones", async () => {
  const changes = Array.from({ length: 50 }, (_, n) => changeOf(customer(newId(), `evt_${n}`, n)));
  commands.length = 0;
  await apply(changes);
  expect(commands).toEqual(["update", "find"]);
});

test("a tie is found in the next batch and in the same, and resolved alike", async () => {
  const before = { name: "a", email: "1" };
  const build = (id: string) => [
    customer(
      id,
      "evt_2",
      0,
      { ...before, name: "b" },
      {
        data: {
          object: { object: "customer", id, ...before, name: "b" },
          previous_attributes: { name: "a" },
        },
      },
    ),
    customer(
      id,
      "evt_1",
      0,
      {},
      {
        data: {
          object: { object: "customer", id, name: "b", email: "2" },
          previous_attributes: { email: "1" },
        },
      },
    ),
  ];
  const [apart, together] = [newId(), newId()];
  const [first, second] = build(apart);
  const ledger = [first!, second!];
  expect(await apply([changeOf(second!)])).toEqual([{ kind: "applied" }]);
  expect(await apply([changeOf(first!)], ledger)).toEqual([{ kind: "superseded", by: "evt_1" }]);
  const both = build(together);
  expect(
    await apply(
      both.map((payload) => changeOf(payload)),
      both,
    ),
  ).toEqual([{ kind: "superseded", by: "evt_1" }, { kind: "applied" }]);
  for (const id of [apart, together]) {
    expect(await read(id)).toMatchObject({
      name: "b",
      email: "2",
      _sync_metadata: { version: "17500000000000002002evt_1.000" },
    });
  }
});

test("an undecidable tie ends alike whatever came first, and says so", async () => {
  const orders = [
    [0, 1],
    [1, 0],
  ] as const;
  for (const order of orders) {
    const id = newId();
    const events = [customer(id, "evt_a", 0, { name: "a" }), customer(id, "evt_b", 0, { name: "b" })];
    for (const index of order) await apply([changeOf(events[index]!)], events);
    expect(await read(id)).toMatchObject({
      name: "b",
      _sync_metadata: { ambiguous: true, eventId: "evt_b" },
    });
    expect(await apply([changeOf(events[0]!)], events)).toEqual([
      { kind: "superseded", by: "evt_b", ambiguous: true },
    ]);
  }
});

test("a resolution does not replace an event it did not know", async () => {
  const id = newId();
  const steps = [0, 1, 2].map((n) =>
    customer(
      id,
      `evt_${n}`,
      0,
      {},
      { data: { object: { object: "customer", id, balance: n + 1 }, previous_attributes: { balance: n } } },
    ),
  );
  let isFirst = true;
  const ties: ApplyOptions["ties"] = async () => {
    const known = isFirst ? steps.slice(0, 2) : steps;
    // The third event is stored and written between the look at the ledger and the write.
    if (isFirst) {
      isFirst = false;
      await apply([changeOf(steps[2]!)]);
    }
    return known.map((payload) => ({ eventId: payload.id, payload }));
  };
  await apply([changeOf(steps[0]!), changeOf(steps[1]!)], [], { ties });
  expect(await read(id)).toMatchObject({
    balance: 3,
    _sync_metadata: { version: "17500000000000002003evt_2.000" },
  });
});

test("a late update does not revive, a newer one does", async () => {
  const id = newId();
  await apply([changeOf(customer(id, "evt_1", 0))]);
  expect(await apply([changeOf(deletion(id, "evt_3", 5))])).toEqual([{ kind: "applied" }]);
  expect(await read(id)).toBeNull();
  expect(await apply([changeOf(customer(id, "evt_2", 3))])).toEqual([{ kind: "superseded", by: "evt_3" }]);
  expect(await read(id)).toBeNull();
  expect(await apply([changeOf(deletion(id, "evt_3", 5))])).toEqual([{ kind: "unchanged" }]);
  expect(await apply([changeOf(customer(id, "evt_4", 9))])).toEqual([{ kind: "applied" }]);
  expect(await apply([changeOf(deletion(id, "evt_3", 5))])).toEqual([{ kind: "superseded", by: "evt_4" }]);
  expect(await read(id)).toMatchObject({ _sync_metadata: { eventId: "evt_4" } });
  const tombstones = db.collection<{ _id: string }>(TOMBSTONES);
  expect(await tombstones.findOne({ _id: `p_customers:${id}` })).toMatchObject({ eventId: "evt_3" });
});

test("an upsert that crashed after its write is buried when it comes again", async () => {
  const id = newId();
  await apply([changeOf(deletion(id, "evt_2", 5))]);
  const faults = {
    at: (point: string) => {
      if (point === "sync:after-write") throw new Error("crash");
    },
  };
  await expect(apply([changeOf(customer(id, "evt_1", 0))], [], { faults })).rejects.toThrow("crash");
  expect(await read(id)).not.toBeNull();
  expect(await apply([changeOf(customer(id, "evt_1", 0))])).toEqual([{ kind: "superseded", by: "evt_2" }]);
  expect(await read(id)).toBeNull();
});

test("soft delete keeps the object, marked; a switch from hard still knows the tombstones", async () => {
  const [soft, switched] = [newId(), newId()];
  await apply([changeOf(deletion(soft, "evt_1", 5))], [], { deleteMode: "soft" });
  expect(await read(soft)).toMatchObject({ object: "customer", _sync_metadata: { deleted: true } });
  const late = [changeOf(customer(soft, "evt_0", 3))];
  expect(await apply(late, [], { deleteMode: "soft" })).toEqual([{ kind: "superseded", by: "evt_1" }]);
  await apply([changeOf(deletion(switched, "evt_1", 5))]);
  const revived = [changeOf(customer(switched, "evt_0", 3))];
  expect(await apply(revived, [], { deleteMode: "soft" })).toEqual([{ kind: "superseded", by: "evt_1" }]);
  expect(await read(switched)).toBeNull();
});

test("an edited replay beats its origin and loses to later events; a plain one changes nothing", async () => {
  const id = newId();
  const origin = customer(id, "evt_1", 0, { n: 1 });
  await apply([changeOf(origin)]);
  expect(await apply([changeOf(origin, { via: "replay" })])).toEqual([{ kind: "unchanged" }]);
  const edit = (eventId: string, n: number) =>
    changeOf(customer(id, "evt_1", 0, { n }), { eventId, manual: true, via: "replay" });
  expect(await apply([edit("row_1", 2)])).toEqual([{ kind: "applied" }]);
  expect(await apply([edit("row_2", 3)])).toEqual([{ kind: "applied" }]);
  expect(await apply([edit("row_1", 2), changeOf(origin)])).toEqual([
    { kind: "superseded", by: "row_2" },
    { kind: "superseded", by: "row_2" },
  ]);
  expect(await apply([changeOf(customer(id, "evt_2", 1, { n: 4 }))])).toEqual([{ kind: "applied" }]);
  expect(await apply([edit("row_3", 5)])).toEqual([{ kind: "superseded", by: "evt_2" }]);
});

test("a higher revision of the transformation replaces at an equal version", async () => {
  const payload = customer(newId(), "evt_1", 0);
  await apply([changeOf(payload)]);
  expect(await apply([changeOf(payload, { revision: 1 })], [payload])).toEqual([{ kind: "applied" }]);
  expect(await apply([changeOf(payload)], [payload])).toEqual([{ kind: "unchanged" }]);
});

test("bad documents fail alone, each with its reason", async () => {
  let deep: object = {};
  for (let level = 0; level < 400; level += 1) deep = { deep };
  await db.collection("p_customers").createIndex({ unique: 1 }, { unique: true, sparse: true });
  const changes = [
    changeOf(customer(newId(), "evt_1", 0, { unique: 7 })),
    changeOf(customer(newId(), "evt_2", 0, { "nul\0key": 1 })),
    changeOf(customer(newId(), "evt_3", 0, deep)),
    changeOf(customer(newId(), "evt_4", 0, { text: "x".repeat(17 << 20) })),
    ...Array.from({ length: 20 }, (_, n) => changeOf(customer(newId(), `evt_ok_${n}`, 0))),
  ];
  const outcomes = await apply(changes);
  const failures = outcomes.map((outcome) => (outcome.kind === "failed" ? outcome.error.code : outcome.kind));
  expect(failures.slice(0, 5)).toEqual(["applied", "not_serializable", "too_deep", "too_large", "applied"]);
  expect(failures.slice(4).every((kind) => kind === "applied")).toBe(true);
  const twin = await apply([changeOf(customer(newId(), "evt_5", 0, { unique: 7 }))]);
  expect(twin).toMatchObject([{ kind: "failed", error: { code: "duplicate_key" } }]);
});

test("where the newest is refused, the one before it counts", async () => {
  const id = newId();
  const bad = changeOf(customer(id, "evt_2", 1, { "nul\0key": 1 }));
  const outcomes = await apply([changeOf(customer(id, "evt_1", 0, { n: 1 })), bad]);
  expect(outcomes).toMatchObject([{ kind: "applied" }, { kind: "failed" }]);
  expect(await read(id)).toMatchObject({ n: 1 });
  const tied = newId();
  const events = [customer(tied, "evt_1", 0, { n: 1 }), customer(tied, "evt_2", 0, { "nul\0key": 1 })];
  expect(
    await apply(
      events.map((event) => changeOf(event)),
      events,
    ),
  ).toMatchObject([{ kind: "applied" }, { kind: "failed" }]);
});

test("documents of other hands: without a version they are replaced, with a foreign one left alone", async () => {
  const [plain, foreign] = [newId(), newId()];
  const collection = db.collection<{ _id: string; _sync_metadata?: object }>("p_customers");
  await collection.insertMany([{ _id: plain }, { _id: foreign, _sync_metadata: { version: "zebra" } }]);
  expect(
    await apply([changeOf(customer(plain, "evt_1", 0)), changeOf(customer(foreign, "evt_2", 0))]),
  ).toMatchObject([{ kind: "applied" }, { kind: "failed", error: { code: "foreign_version" } }]);
});

test("an unreachable destination is the lane's failure", async () => {
  const away = new MongoClient("mongodb://127.0.0.1:1/?directConnection=true", {
    serverSelectionTimeoutMS: 200,
  });
  const work = applyChanges(away.db("x"), [changeOf(customer("cus_x", "evt_1", 0))], {
    deleteMode: "hard",
    connector: stripe,
    ties: async () => [],
    faults: noFaults,
    now: new Date(),
  });
  await expect(work).rejects.toMatchObject({ name: "LaneError" });
  await away.close();
});

test("many overlapping writers of one new id leave the newest", async () => {
  const id = newId();
  const outcomes = await Promise.all(
    Array.from({ length: 24 }, (_, n) => apply([changeOf(customer(id, `evt_${n}`, n, { n }))])),
  );
  expect(outcomes.flat().every(({ kind }) => kind === "applied" || kind === "superseded")).toBe(true);
  expect(await read(id)).toMatchObject({ n: 23 });
});
