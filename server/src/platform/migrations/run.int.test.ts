import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Db, MongoClient } from "mongodb";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { type Migration, migrate, NewerSchemaError, SCHEMA_VERSION } from "./index.ts";

const log = { info: () => {} };
let client: MongoClient;
let db: Db;

beforeAll(async () => {
  client = await MongoClient.connect(inject("mongoUri"));
});
afterAll(() => client.close());
beforeEach(async () => {
  db = client.db(`test_${randomUUID().slice(0, 13)}`);
  return () => db.dropDatabase();
});

const old = () =>
  db.collection<{ _id: string; steps: string[] }>("sync_jobs").insertOne({ _id: "job", steps: [] });
const steps = async () => (await db.collection("sync_jobs").findOne())?.steps;
const schema = () =>
  db.collection<{ _id: string; version?: number }>("platform_status").findOne({ _id: "schema_version" });
const step = (version: number, during: () => Promise<void> = async () => {}): Migration => ({
  version,
  name: `step ${version}`,
  async up(database) {
    await database.collection("sync_jobs").updateOne({}, { $push: { steps: `began ${version}` } as never });
    await during();
  },
});

test("a fresh ledger begins at this release's schema, with an identity that stays", async () => {
  const identity = () =>
    db.collection<{ _id: string; id?: string }>("platform_status").findOne({ _id: "ledger" });
  await migrate(db, { log, process: "a" });
  expect(await schema()).toMatchObject({ version: SCHEMA_VERSION, history: [] });
  const first = await identity();
  expect(first?.id).toMatch(/^led_/);
  await migrate(db, { log, process: "a" });
  expect(await identity()).toEqual(first);
});

test("of two servers that start at once one migrates, each step once, and both wait for the last", async () => {
  await old();
  const migrations = [step(1, () => sleep(100)), step(2, () => sleep(100))];
  const versions = await Promise.all(
    ["a", "b"].map(async (process) => {
      await migrate(db, { log, process, migrations });
      return (await schema())?.version;
    }),
  );
  expect(versions).toEqual([2, 2]);
  expect(await steps()).toEqual(["began 1", "began 2"]);
});

test("a step whose process died is begun again by another, and those before it are not", async () => {
  await old();
  const never = new Promise<void>(() => {});
  const dying = migrate(db, {
    log,
    process: "a",
    migrations: [step(1), step(2, () => never)],
    staleMs: 600_000,
  });
  void dying.catch(() => {});
  await expect.poll(steps).toEqual(["began 1", "began 2"]);
  await db
    .collection<{ _id: string }>("platform_status")
    .updateOne({ _id: "schema_version" }, { $set: { "migrating.at": new Date(0) } });
  await migrate(db, { log, process: "b", migrations: [step(1), step(2)], staleMs: 1_000 });
  expect(await steps()).toEqual(["began 1", "began 2", "began 2"]);
  expect(await schema()).toMatchObject({ version: 2, history: [{ version: 1 }, { version: 2 }] });
});

test("a step that fails leaves the lock to the next start", async () => {
  await old();
  const fails = step(2, () => Promise.reject(new Error("the disk is full")));
  await expect(migrate(db, { log, process: "a", migrations: [step(1), fails] })).rejects.toThrow(
    "the disk is full",
  );
  expect(await schema()).toMatchObject({ version: 1 });
  await migrate(db, { log, process: "b", migrations: [step(1), step(2)] });
  expect(await schema()).toMatchObject({ version: 2 });
  expect(await schema()).not.toHaveProperty("migrating");
});

test("a ledger of a later release is refused and left alone", async () => {
  await old();
  await migrate(db, { log, process: "a", migrations: [step(1), step(2)] });
  const refused = migrate(db, { log, process: "b", migrations: [step(1)] });
  await expect(refused).rejects.toThrow(NewerSchemaError);
  await expect(refused).rejects.toThrow("schema 2; this one knows 1");
  expect(await schema()).toMatchObject({ version: 2 });
});
