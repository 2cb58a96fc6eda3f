import { MongoClient } from "mongodb";
import { afterAll, expect, inject, test } from "vitest";
import { noFaults } from "../platform/faults.ts";
import { TOMBSTONES } from "./tombstones.ts";
import { applyChanges } from "./write.ts";
import { changeOf, customer, deletion, newId, openDestination, stripe } from "./write-testing.ts";

const { db, apply, read, close } = openDestination(inject("mongoUri"), "write_failures");
afterAll(close);

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
