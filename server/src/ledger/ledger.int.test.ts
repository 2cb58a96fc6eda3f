import { randomBytes, randomUUID } from "node:crypto";
import type { EventDetail } from "@sluice/shared/events";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { type Db, MongoClient } from "mongodb";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { customerEvent, sender } from "../events/receive-testing.ts";
import { parseKeys } from "../platform/keyring.ts";
import { createSecrets } from "../platform/secrets.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { COLLECTIONS, isLeftBehind } from "./collections.ts";
import { exportLedger, importLedger, linesOf } from "./index.ts";

const PASSPHRASE = "correct horse battery staple";
const KEY = randomBytes(32).toString("hex");
let app: TestApp;
let client: MongoClient;
let job: SyncJob;
let eventId: string;
const { createJob, post } = sender(() => app);

const secretsOf = (text: string) => {
  const keys = parseKeys(text);
  if (!keys) throw new Error("no keys");
  return createSecrets(() => keys);
};

beforeAll(async () => {
  client = await MongoClient.connect(inject("mongoUri"), { writeConcern: { w: 1, j: true } });
  app = await startTestApp(inject("mongoUri"), { SLUICE_ENCRYPTION_KEY: KEY });
  job = await createJob();
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) ids.push((await post(job, JSON.stringify(customerEvent()))).body.id);
  eventId = ids[0] as string;
});
afterAll(async () => {
  await app.close();
  await client.close();
});

async function exported(options: Parameters<typeof exportLedger>[1] = {}): Promise<string> {
  let text = "";
  for await (const line of exportLedger(app.services.ctx, options)) text += line;
  return text;
}
const opening = (text: string) => () =>
  linesOf(
    (async function* () {
      for (let at = 0; at < text.length; at += 1_000) yield Buffer.from(text.slice(at, at + 1_000), "latin1");
    })(),
  );
const bytes = (text: string) => Buffer.from(text).toString("latin1");
const fresh = (): Db => client.db(`test_${randomUUID().slice(0, 13)}`);
const bring = (db: Db, text: string, key: string, options: { passphrase?: string; merge?: boolean } = {}) =>
  importLedger({ db, secrets: secretsOf(key) }, opening(bytes(text)), { merge: false, ...options });

test("every collection of a ledger is known to be taken along or left behind", async () => {
  const names = (await app.services.ctx.db.listCollections({}, { nameOnly: true }).toArray()).map(
    ({ name }) => name,
  );
  expect(names.filter((name) => !COLLECTIONS[name] && !isLeftBehind(name))).toEqual([]);
});

test("in another database, under another key, the ledger lives on: webhooks, history, replay", async () => {
  const text = await exported({ passphrase: PASSPHRASE });
  const db = fresh();
  const key = randomBytes(32).toString("hex");
  await expect(bring(db, text, key)).rejects.toThrow("passphrase");
  await expect(bring(db, text, key, { passphrase: "wrong" })).rejects.toThrow("not the passphrase");
  expect(await db.listCollections().toArray()).toEqual([]);
  const report = await bring(db, text, key, { passphrase: PASSPHRASE });
  expect(report).toMatchObject({ counts: { webhook_events: 5, sync_jobs: 1 }, known: 0, conflicting: [] });

  const uri = new URL(inject("mongoUri"));
  uri.pathname = `/${db.databaseName}`;
  const there = await startTestApp(inject("mongoUri"), {
    MONGODB_URI: uri.toString(),
    SLUICE_ENCRYPTION_KEY: key,
  });
  try {
    const elsewhere = sender(() => there);
    expect((await elsewhere.post(job, JSON.stringify(customerEvent()))).status).toBe(202);
    const read = async (of: TestApp): Promise<EventDetail> =>
      (await of.api("GET", `/api/v1/events/${eventId}`)).body;
    expect((await read(there)).body).toBe((await read(app)).body);
    expect((await there.api("POST", `/api/v1/events/${eventId}/replay`, {})).status).toBe(202);
    // Again, after it has lived: nothing is taken back, nothing comes twice.
    expect(await bring(db, text, key, { passphrase: PASSPHRASE })).toMatchObject({ stored: 0 });
    expect(await db.collection("webhook_events").countDocuments()).toBe(7);
  } finally {
    await there.close();
  }
});

test("what only looks like a sealed value stays as it is, and what is one is sealed anew beside it", async () => {
  const { db, secrets } = app.services.ctx;
  const names = ["a", secrets.keyId].map((key) => `v1.${key}.${"n".repeat(16)}.${"t".repeat(22)}.`);
  const fakes = names.map((name, at) => ({ _id: `usr_fake${at}`, name, email: `fake${at}@example.com` }));
  const ids = fakes.map(({ _id }) => _id);
  const users = (of: Db) => of.collection<(typeof fakes)[0]>("users");
  await users(db).insertMany(fakes);
  try {
    const key = randomBytes(32).toString("hex");
    for (const passphrase of [PASSPHRASE, undefined]) {
      const there = fresh();
      const text = await exported(passphrase ? { passphrase } : {});
      const report = await bring(there, text, passphrase ? key : `${key},${KEY}`, {
        ...(passphrase && { passphrase }),
      });
      expect(report.unopened).toEqual(ids.map((id) => `users ${id}`));
      const kept = await users(there)
        .find({ _id: { $in: ids } })
        .sort({ _id: 1 })
        .toArray();
      expect(kept.map(({ name }) => name)).toEqual(names);
      const brought = await there.collection<{ secrets: { sealed: string }[] }>("sync_jobs").findOne();
      expect(secretsOf(key).open(brought?.secrets[0]?.sealed ?? "")).toBe("whsec_receive_test");
    }
  } finally {
    await users(db).deleteMany({ _id: { $in: ids } });
  }
});

test("a damaged file is refused whole", async () => {
  const text = await exported();
  const db = fresh();
  const lines = text.trimEnd().split("\n");
  const without = [...lines.slice(0, 3), ...lines.slice(4)].join("\n");
  await expect(bring(db, without, KEY)).rejects.toThrow("checksum");
  await expect(bring(db, lines.slice(0, -1).join("\n"), KEY)).rejects.toThrow("ends too early");
  await expect(bring(db, "hello\n", KEY)).rejects.toThrow("not a file");
  expect(await db.listCollections().toArray()).toEqual([]);
});

test("an import that was cut off goes on, and until then nothing starts there", async () => {
  const text = await exported();
  const db = fresh();
  const dying = importLedger({ db, secrets: secretsOf(KEY) }, opening(bytes(text)), {
    merge: false,
    onProgress: () => {
      throw new Error("killed");
    },
  });
  await expect(dying).rejects.toThrow("killed");
  const uri = new URL(inject("mongoUri"));
  uri.pathname = `/${db.databaseName}`;
  const env = { MONGODB_URI: uri.toString(), SLUICE_ENCRYPTION_KEY: KEY };
  await expect(startTestApp(inject("mongoUri"), env)).rejects.toThrow(
    "import into this ledger was not finished",
  );
  await bring(db, text, KEY);
  expect(await db.collection("webhook_events").countDocuments()).toBe(5);
  await (await startTestApp(inject("mongoUri"), env)).close();
});

test("another ledger is not touched, but with merge what is missing is added", async () => {
  const text = await exported({ passphrase: PASSPHRASE });
  const key = randomBytes(32).toString("hex");
  const other = await startTestApp(inject("mongoUri"), { SLUICE_ENCRYPTION_KEY: key });
  try {
    const own = await sender(() => other).createJob();
    const { db } = other.services.ctx;
    await expect(bring(db, text, key, { passphrase: PASSPHRASE })).rejects.toThrow("another ledger");
    const before = await db.collection<{ _id: string }>("sync_jobs").findOne({ _id: own.id });
    await bring(db, text, key, { passphrase: PASSPHRASE, merge: true });
    expect(await db.collection<{ _id: string }>("sync_jobs").findOne({ _id: own.id })).toEqual(before);
    expect(await db.collection("webhook_events").countDocuments({ jobId: job.id })).toBe(5);
    expect((await sender(() => other).post(job, JSON.stringify(customerEvent()))).status).toBe(202);
  } finally {
    await other.close();
  }
});

test("secrets leave sealed: without a passphrase only who has the key can import them", async () => {
  const text = await exported();
  expect(text).not.toContain("whsec_receive_test");
  await expect(bring(fresh(), text, randomBytes(32).toString("hex"))).rejects.toThrow("sealed with key");
});

test("one workspace is exported without others'", async () => {
  expect(await exported({ workspaceId: "ws_0000000000" })).not.toContain(job.id);
  expect(await exported({ workspaceId: "default" })).toContain(job.id);
});
