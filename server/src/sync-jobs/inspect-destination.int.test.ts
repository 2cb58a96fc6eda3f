import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { DestinationReport } from "@sluice/shared/destinations";
import { BSON } from "mongodb";
import { expect, inject, onTestFinished, test } from "vitest";
import { createWireServer } from "../platform/embedded-mongodb/wire.ts";
import { startTestApp } from "../testing/index.ts";
import { JOBS, jobsApp } from "./jobs-testing.ts";

const { app, create, newJob } = await jobsApp("inspect", {
  SLUICE_ALLOW_PRIVATE: "1",
  SLUICE_TIME_SCALE: "0.1",
});
const { ctx } = app.services;
const check = async (body: object, at = app): Promise<DestinationReport> => {
  const answer = await at.api("POST", "/api/v1/destinations/check", body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const states = (report: DestinationReport) =>
  Object.fromEntries(report.checks.map(({ name, state }) => [name, state]));
const found = (report: DestinationReport, state: string) =>
  report.checks.find((one) => one.state === state) as DestinationReport["checks"][number];

function database() {
  const db = ctx.db.client.db(`inspect_${randomUUID().slice(0, 8)}`);
  onTestFinished(async () => void (await db.dropDatabase()));
  return db;
}

test("a database nobody uses passes every check and is left as it was", async () => {
  const db = database();
  const uri = `${inject("mongoUri")}`;
  for (const body of [{ database: db.databaseName }, { database: db.databaseName, uri }]) {
    const report = await check(body);
    expect(states(report)).toEqual({
      address: "pass",
      reachable: "pass",
      authenticated: "pass",
      writeConcern: "pass",
      database: "pass",
      writable: "pass",
      collections: "pass",
    });
    expect(report).toMatchObject({ ok: true, collections: [] });
  }
  expect(await db.listCollections().toArray()).toEqual([]);
});

test("unique indexes and strange documents in the collections that will be written are warned of", async () => {
  const db = database();
  await db.collection("s_invoices").createIndex({ number: 1 }, { unique: true });
  await db.collection("s_invoices").createIndex({ customer: 1 });
  await db.collection<{ _id: string }>("s_customers").insertOne({ _id: "mine" });
  await db.collection("s_plans").createIndex({ nickname: 1 }, { unique: true });
  const body = { database: db.databaseName, collectionPrefix: "s_" };
  const indexed = await check({ ...body, events: ["invoice.*", "customer.created"] });
  expect(indexed.ok).toBe(true);
  expect(found(indexed, "warn")).toMatchObject({
    name: "collections",
    reason: expect.stringContaining("number_1 of s_invoices (number)"),
    whatToDo: expect.stringContaining("prefix"),
  });
  expect(indexed.collections.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
    { name: "s_customers", documents: 1, uniqueIndexes: [], foreign: true },
    {
      name: "s_invoices",
      documents: 0,
      uniqueIndexes: [{ name: "number_1", fields: ["number"] }],
      foreign: false,
    },
  ]);
  const strange = await check({ ...body, events: ["customer.created"] });
  expect(found(strange, "warn").reason).toContain("did not write in s_customers");
  expect(states(await check({ database: db.databaseName }))).toMatchObject({ collections: "pass" });
});

test("a database that may not be used is refused and not written to", async () => {
  const { databaseName } = ctx.db;
  for (const name of [databaseName, "admin"]) {
    const report = await check({ database: name });
    expect(found(report, "fail")).toMatchObject({ name: "database", whatToDo: expect.any(String) });
    expect(states(report)).toMatchObject({ writable: "skipped", collections: "skipped" });
  }
  expect(await ctx.db.listCollections({ name: "_sluice_probe" }).toArray()).toEqual([]);
  const job = await create({ destination: { database: database().databaseName } });
  await ctx.db
    .collection<{ _id: string }>("database_owners")
    .updateOne({ _id: job.destination.database }, { $set: { workspaceId: "ws_another" } });
  const taken = await check({ database: job.destination.database });
  expect(found(taken, "fail").reason).toContain("another workspace");
});

test("a ledger is refused under whatever address, also when a job is made or was made before", async () => {
  const { databaseName } = ctx.db;
  const uri = inject("mongoUri").replace("127.0.0.1", "localhost");
  const another = database();
  await another
    .collection<{ _id: string; id: string }>("platform_status")
    .insertOne({ _id: "ledger", id: "led_x" });
  for (const name of [databaseName, another.databaseName])
    expect(found(await check({ database: name, uri }), "fail")).toMatchObject({
      name: "database",
      reason: expect.stringMatching(/holds (the|a) ledger/),
    });
  const made = await app.api("POST", JOBS, { ...newJob, destination: { database: databaseName, uri } });
  expect(made).toMatchObject({
    status: 422,
    body: { error: { message: expect.stringContaining("a ledger") } },
  });
  const { destinations } = app.services;
  const opened = destinations.open({ uri: ctx.secrets.seal(uri), server: "s", database: databaseName });
  await expect(opened).rejects.toThrow(/holds a ledger/);
  await expect(destinations.open({ server: "ledger", database: databaseName })).rejects.toThrow(/a ledger/);
});

test("a port where nobody listens, and one that says nothing, are not reachable; the password is not repeated", async () => {
  const hole = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => hole.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void hole.close());
  for (const port of [1, (hole.address() as AddressInfo).port]) {
    const uri = `mongodb://ada:s3cret@127.0.0.1:${port}/?directConnection=true`;
    const report = await check({ database: "x", uri });
    expect(report).toMatchObject({ ok: false, server: `127.0.0.1:${port}` });
    expect(states(report)).toMatchObject({ address: "pass", reachable: "fail", authenticated: "skipped" });
    expect(found(report, "fail").ms).toBeLessThan(10_000);
    expect(JSON.stringify(report)).not.toMatch(/s3cret|ada/);
  }
});

test("a server that does not accept the password says so", async () => {
  const uri = await refusingServer();
  const report = await check({ database: "x", uri });
  expect(states(report)).toMatchObject({ reachable: "pass", authenticated: "fail", writable: "skipped" });
  expect(found(report, "fail").whatToDo).toContain("authSource");
  expect(JSON.stringify(report)).not.toContain("s3cret");
});

test("a URI that asks for less than durable writes, or cannot be read, fails at that", async () => {
  expect(found(await check({ database: "x", uri: `${inject("mongoUri")}&w=0` }), "fail").name).toBe(
    "writeConcern",
  );
  expect(found(await check({ database: "x", uri: "mongodb://a:s3cret@b:port" }), "fail").name).toBe(
    "address",
  );
});

test("a private address is refused unless the operator allows it, and whatever leads to one", async () => {
  const strict = await startTestApp(inject("mongoUri"));
  onTestFinished(strict.close);
  for (const [uri, reason] of [
    ["mongodb://10.0.0.5/", "10.0.0.5 is a private"],
    ["mongodb://u:p@10.0.0.5:27017/?appName=a@8.8.8.8", "10.0.0.5 is a private"],
    ["mongodb://u:p@[::1]:27017/?appName=a@8.8.8.8", "::1 is a private"],
    ["mongodb://run.sock/", "run.sock is a private"],
    ["mongodb://8.8.8.8/?proxyHost=10.0.0.5", "proxyHost leads elsewhere"],
    ["mongodb://8.8.8.8/?tls=true&tlsCAFile=/etc/hostname", "tlsCAFile leads elsewhere"],
    ["mongodb://8.8.8.8/?authMechanism=MONGODB-AWS", "authMechanism leads elsewhere"],
  ] as const)
    expect(found(await check({ database: "x", uri }, strict), "fail"), uri).toMatchObject({
      name: "address",
      reason: expect.stringContaining(reason),
    });
});

/** Says hello and refuses every sign-in, as a MongoDB server with other users would. */
async function refusingServer(): Promise<string> {
  const { server, disconnect } = createWireServer(async (message) => {
    const start = message.readInt32LE(12) === 2013 ? 21 : message.indexOf("\0", 20) + 9;
    const command = BSON.deserialize(message.subarray(start));
    const hello = { ok: 1, helloOk: true, isWritablePrimary: true, maxWireVersion: 21, minWireVersion: 0 };
    const limits = {
      maxBsonObjectSize: 16_777_216,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
    };
    const denied = { ok: 0, code: 18, codeName: "AuthenticationFailed", errmsg: "Authentication failed." };
    const response = command.hello || command.ismaster ? { ...hello, ...limits } : denied;
    const legacy = message.readInt32LE(12) !== 2013;
    return {
      requestId: message.readInt32LE(4),
      moreToCome: false,
      legacy,
      response: Buffer.from(BSON.serialize(response)),
    };
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    disconnect();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `mongodb://ada:s3cret@127.0.0.1:${port}/?directConnection=true&authMechanism=PLAIN&authSource=$external`;
}

test("a job's own destination is tried with the URI it keeps, another database of it is not", async () => {
  const { databaseName } = database();
  const uri = `${inject("mongoUri")}`.replace("127.0.0.1", "localhost");
  const job = await create({ destination: { database: databaseName, uri } });
  const own = await check({ database: databaseName, jobId: job.id });
  expect(own).toMatchObject({ ok: true, server: job.destination.server });
  expect(own.server).toContain("localhost");
  expect((await check({ database: "another", jobId: job.id })).server).not.toContain("localhost");
  const unknown = await app.api("POST", "/api/v1/destinations/check", { database: "a", jobId: "job_none" });
  expect(unknown.status).toBe(404);
});
