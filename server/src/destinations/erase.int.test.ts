import { afterAll, expect, inject, test } from "vitest";
import { type EraseOptions, eraseDocuments, findDocuments, liftTombstones } from "./erase.ts";
import { changeOf, customer, deletion, newId, openDestination } from "./write-testing.ts";

const { db, apply, read, close } = openDestination(inject("mongoUri"), "erase");
afterAll(close);

const options = (ids: string[], over: Partial<EraseOptions> = {}): EraseOptions => ({
  prefix: "p_",
  ids,
  collections: [],
  jobIds: ["job_1"],
  erasureId: "era_1",
  forGood: true,
  now: new Date(),
  ...over,
});
const far = 4_000_000_000 - 1_750_000_000;

test.each(["hard", "soft"] as const)(
  "what was erased for good comes back by no event, deletes being %s",
  async (deleteMode) => {
    const [id, other] = [newId(), newId()];
    await apply([changeOf(customer(id, "evt_1", 0)), changeOf(customer(other, "evt_2", 0))]);
    expect(await eraseDocuments(db, options([id]))).toBe(1);
    expect(await read(id)).toBeNull();
    expect(await read(other)).not.toBeNull();
    const late = [customer(id, "evt_0", -10), customer(id, "evt_3", 10), customer(id, "evt_9", far)];
    for (const payload of late)
      expect(await apply([changeOf(payload)], [], { deleteMode })).toEqual([
        { kind: "superseded", by: "era_1" },
      ]);
    await apply([changeOf(deletion(id, "evt_4", 20))], [], { deleteMode });
    await apply([changeOf(customer(id, "evt_5", 30))], [], { deleteMode });
    expect(await read(id)).toBeNull();
    expect(await eraseDocuments(db, options([id]))).toBe(0);
  },
);

test("where it belongs is known although it is not there yet", async () => {
  const id = newId();
  await eraseDocuments(db, options([id], { collections: ["p_customers"] }));
  await apply([changeOf(customer(id, "evt_1", 0))]);
  expect(await read(id)).toBeNull();
});

test("not for good: what was before stays away, what comes later is taken in", async () => {
  const id = newId();
  await apply([changeOf(customer(id, "evt_1", 0))]);
  await eraseDocuments(db, options([id], { forGood: false }));
  await apply([changeOf(customer(id, "evt_2", 10))]);
  expect(await read(id)).toBeNull();
  await apply([changeOf(customer(id, "evt_3", far))]);
  expect(await read(id)).toMatchObject({ id });
});

test("lifted, later events are taken in and earlier ones are not", async () => {
  const id = newId();
  await apply([changeOf(customer(id, "evt_1", 0))]);
  await eraseDocuments(db, options([id]));
  await liftTombstones(db, options([id], { erasureId: "era_other" }));
  await apply([changeOf(customer(id, "evt_2", far))]);
  expect(await read(id)).toBeNull();
  await liftTombstones(db, options([id]));
  await apply([changeOf(customer(id, "evt_3", 10))]);
  expect(await read(id)).toBeNull();
  await apply([changeOf(customer(id, "evt_4", far))]);
  expect(await read(id)).toMatchObject({ id });
});

test("documents of others are neither found nor deleted", async () => {
  const id = newId();
  const customers = db.collection<{ _id: string }>("p_customers");
  await customers.insertOne({ _id: id });
  expect(await eraseDocuments(db, options([id], { collections: ["p_customers"] }))).toBe(0);
  expect(await read(id)).toEqual({ _id: id });
  const written = newId();
  await apply([changeOf(customer(written, "evt_1", 0))]);
  expect(await findDocuments(db, options([written], { jobIds: ["job_2"] }))).toEqual([]);
  expect(await findDocuments(db, options([written], { prefix: "q_" }))).toEqual([]);
  expect(await findDocuments(db, options([written]))).toEqual([`p_customers:${written}`]);
});
