import { createHash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedEngine } from "./engine.ts";
import { startRegisteredApp, startTestApp, until } from "./test-app.ts";
import { addressOf, EVENT_KEY, listRuns, openDatabase, SIGNING_KEY, testOptions } from "./test-engine.ts";

const HOUR_MS = 3_600_000;

async function startEngine(now?: () => number) {
  const { db, drop } = await openDatabase();
  const start = () => startEmbeddedEngine({ ...testOptions(db), ...(now ? { now } : {}) });
  let engine = await start();
  onTestFinished(async () => {
    await engine.close(0);
    await drop();
  });
  return {
    db,
    url: engine.url,
    async restart() {
      await engine.close(0);
      engine = await start();
      return engine.url;
    },
  };
}

function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(url, { method: "POST", body: JSON.stringify(body), headers });
}

test("a refused feature is named to the app, and what was registered stays", async () => {
  const { url } = await startEngine();
  const seen: unknown[] = [];
  const app = await startTestApp(addressOf(url), (client, event) => {
    const plain = client.createFunction(
      { id: "plain", triggers: [{ event: event("go") }] },
      () => void seen.push("ran"),
    );
    return [plain];
  });
  expect(await app.register()).toMatchObject({ status: 200 });
  const fancy = await startTestApp(addressOf(url), (client, event) => [
    client.createFunction(
      { id: "fancy", debounce: { period: "1s" }, triggers: [{ event: event("go") }] },
      () => {},
    ),
  ]);
  const refused = await fancy.register();
  expect(refused.status).toBe(400);
  expect(refused.message).toContain(`Function "${fancy.id}-fancy" uses debounce`);
  await app.send("go");
  await until(() => expect(seen).toEqual(["ran"]));
});

test("an operation that is not implemented fails the run by name", async () => {
  const { url } = await startEngine();
  const app = await startRegisteredApp(addressOf(url), (client, event) => [
    client.createFunction({ id: "waits", triggers: [{ event: event("go") }] }, ({ step }) =>
      step.waitForEvent("wait", { event: event("never"), timeout: "1h" }),
    ),
  ]);
  await app.send("go");
  const failed = await until(async () => {
    const [run] = await listRuns(url, `status=failed&functionId=${app.id}-waits`);
    if (!run) throw new Error("The run has not failed yet");
    return run;
  });
  expect(failed.error?.message).toContain("does not implement the operation WaitForEvent");
});

test("only those with the keys are served", async () => {
  const { url } = await startEngine();
  const event = { name: "some/event", data: {} };
  expect((await post(`${url}/e/wrong`, event)).status).toBe(401);
  expect((await post(`${url}/e/${EVENT_KEY}`, event)).status).toBe(200);
  expect((await post(`${url}/fn/register`, { appName: "a", functions: [] })).status).toBe(401);
  const hash = createHash("sha256").update(SIGNING_KEY, "hex").digest("hex");
  const registration = { appName: "a", functions: [] };
  expect((await post(`${url}/fn/register`, registration, { authorization: `Bearer ${hash}` })).status).toBe(
    200,
  );
  expect((await fetch(`${url}/runs`)).status).toBe(401);
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 200, message: "OK" });
});

test.each([
  ["a name that begins with inngest/", { name: "inngest/function.failed", data: {} }, 400],
  ["data that is not an object", { name: "a", data: [1] }, 400],
  ["a list of which one is invalid", [{ name: "a", data: {} }, { data: {} }], 400],
  ["a body over 4 MB", { name: "a", data: { text: "x".repeat(4 * 1024 * 1024) } }, 413],
])("intake refuses %s", async (_what, body, status) => {
  const { url } = await startEngine();
  const response = await post(`${url}/e/${EVENT_KEY}`, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ status, error: expect.any(String) });
});

test("a request sent again with the SDK's seed starts nothing twice", async () => {
  const { url } = await startEngine();
  const seen: unknown[] = [];
  const app = await startRegisteredApp(addressOf(url), (client, event) => [
    client.createFunction(
      { id: "once", concurrency: 1, triggers: [{ event: event("go") }] },
      ({ event: { data } }) => {
        seen.push(data.n);
      },
    ),
  ]);
  const events = [1, 2].map((n) => ({ name: `${app.id}/go`, data: { n } }));
  const send = (seed: string) => post(`${url}/e/${EVENT_KEY}`, events, { "x-inngest-event-id-seed": seed });
  expect(await (await send("1,AAAA")).json()).toEqual(await (await send("1,AAAA")).json());
  await send("2,AAAA");
  await until(() => expect(seen).toEqual([1, 2, 1, 2]));
});

test("a run of a function that is gone fails and says so", async () => {
  const { url } = await startEngine();
  const app = await startRegisteredApp(addressOf(url), (client, event) => [
    client.createFunction({ id: "gone", triggers: [{ event: event("go") }] }, () => {}),
  ]);
  await app.send("go", {}, { ts: Date.now() + 300 });
  const authorization = `Bearer ${SIGNING_KEY}`;
  await post(`${url}/fn/register`, { appName: app.id, functions: [] }, { authorization });
  await until(async () => {
    const message = `The function "${app.id}-gone" is no longer registered`;
    expect((await listRuns(url, "status=failed"))[0]?.error?.message).toBe(message);
  });
});

test("a schedule fires on time, and once after downtime however much was missed", async () => {
  const start = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  let offset = start - 5 * 60_000 - Date.now();
  const { db, url, restart } = await startEngine(() => Date.now() + offset);
  const seen: string[] = [];
  const app = await startRegisteredApp(addressOf(url), (client, event) => [
    client.createFunction({ id: "cron", triggers: [{ cron: "*/10 * * * *" }] }, ({ event: { name, id } }) => {
      seen.push(`${name} ${id}`);
    }),
    client.createFunction(
      { id: "marker", triggers: [{ event: event("marker") }] },
      () => void seen.push("marker"),
    ),
  ]);
  const fired = (minutes: number) =>
    `inngest/scheduled.timer ${new Date(start + minutes * 60_000).toISOString()}`;
  await until(async () => expect(await db.collection("engine_crons").countDocuments()).toBe(1));
  offset = start - 300 - Date.now();
  const onTime = await restart();
  await until(async () => expect(await listRuns(onTime, "status=completed")).toHaveLength(1));
  expect(seen).toEqual([fired(0)]);
  offset += 3 * HOUR_MS + 5 * 60_000;
  const again = await restart();
  await until(() => expect(seen).toEqual([fired(0), fired(10)]));
  await post(`${again}/e/${EVENT_KEY}`, { name: `${app.id}/marker`, data: {} });
  await until(() => expect(seen).toEqual([fired(0), fired(10), "marker"]));
});

test("runs that ended a day ago are forgotten, unfinished ones are not", async () => {
  let offset = 0;
  const { db, url, restart } = await startEngine(() => Date.now() + offset);
  const app = await startRegisteredApp(addressOf(url), (client, event) => [
    client.createFunction({ id: "fn", triggers: [{ event: event("go") }] }, () => {}),
  ]);
  await app.send("go", {}, { id: "ended" });
  await app.send("go", {}, { id: "future", ts: Date.now() + 48 * HOUR_MS });
  await until(async () => expect(await listRuns(url, "status=completed")).toHaveLength(1));
  offset = 25 * HOUR_MS;
  await restart();
  const eventIds = async () =>
    (await db.collection("engine_runs").find().toArray()).map(({ eventId }) => eventId);
  await until(async () => expect(await eventIds()).toEqual(["future"]));
});
