import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { WebSocket } from "ws";
import { type Caller, caller, invited, owner, startTestApp, type TestApp } from "../testing/index.ts";

let app: TestApp;
let ada: Caller;
let otherId: string;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
  ada = await owner(app);
  otherId = (await ada.call("POST", "/api/workspaces", { name: "Other" })).body.id;
});
afterAll(() => app.close());

interface Line {
  readonly said: Array<{ type: string; jobId?: string }>;
  readonly closed: Promise<number>;
  close(): void;
}

/** Connects and resolves once the server says `ready` or hangs up. */
function connect(hello: object, headers: Record<string, string> = {}, to = app): Promise<Line> {
  const ws = new WebSocket(`${to.url.replace("http", "ws")}/api/realtime`, { headers });
  const said: Line["said"] = [];
  const closed = new Promise<number>((resolve) => ws.once("close", resolve));
  ws.on("open", () => ws.send(JSON.stringify({ type: "auth", ...hello })));
  const ready = new Promise<void>((resolve) => {
    ws.on("message", (data) => {
      said.push(JSON.parse(String(data)));
      resolve();
    });
    void closed.then(() => resolve());
  });
  const line = { said, closed, close: () => ws.close() };
  return ready.then(() => line);
}
const changes = ({ said }: Line) => said.filter(({ type }) => type === "changed").map(({ jobId }) => jobId);
const withSession = (who: Caller, origin = app.url) => ({ cookie: who.cookie(), origin });
const job = async (workspaceId: string): Promise<string> => {
  const made = await ada.call(
    "POST",
    `/api/workspaces/${workspaceId}/sync-jobs`,
    {
      name: "Stripe",
      source: { connector: "stripe" },
      destination: { database: `live_${workspaceId.slice(-6)}` },
    },
    { "sluice-workspace": workspaceId },
  );
  return made.body.id;
};

test("a key and a session hear of their workspace's jobs and of no other's", async () => {
  const [mine, others] = [await job("default"), await job(otherId)];
  const { key } = (await ada.call("POST", "/api/v1/api-keys", { name: "live", role: "viewer" })).body;
  const byKey = await connect({ key });
  const bySession = await connect({}, withSession(ada));
  const elsewhere = await connect({ workspaceId: otherId }, withSession(ada));
  for (const id of [mine, others]) app.services.ctx.nudge.send(`job ${id}`);
  await expect.poll(() => [byKey, bySession, elsewhere].map(changes)).toEqual([[mine], [mine], [others]]);
  for (const line of [byKey, bySession, elsewhere]) line.close();
});

test("what is no job is told of to its own workspace, once for many hints", async () => {
  const mine = await connect({}, withSession(ada));
  const elsewhere = await connect({ workspaceId: otherId }, withSession(ada));
  const { nudge } = app.services.ctx;
  for (const id of ["bulk_1", "bulk_1", "bulk_1"]) nudge.send(`workspace default bulk ${id}`);
  nudge.send(`workspace ${otherId} bulk bulk_2`);
  const told = ({ said }: Line) => said.filter(({ type }) => type === "bulk");
  await expect
    .poll(() => [mine, elsewhere].map(told))
    .toEqual([[{ type: "bulk", id: "bulk_1" }], [{ type: "bulk", id: "bulk_2" }]]);
  for (const line of [mine, elsewhere]) line.close();
});

test("nobody unknown listens, nor another site's page with our cookie, nor in a workspace not theirs", async () => {
  const bob = await invited(app, ada, { email: "bob@example.com", role: "viewer" });
  const refused = await Promise.all([
    connect({}),
    connect({ key: "sk_sluice_wrong" }),
    connect({}, withSession(ada, "https://evil.example")),
    connect({}, { cookie: ada.cookie(), origin: app.url, "sec-fetch-site": "cross-site" }),
    connect({ workspaceId: otherId }, withSession(bob)),
  ]);
  expect(await Promise.all(refused.map(({ closed }) => closed))).toEqual([4401, 4401, 4403, 4403, 4403]);
  expect(refused.flatMap(({ said }) => said)).toEqual([]);
});

test("a line is cut when its key is revoked, its session ends, or its person is removed", async () => {
  const made = (await ada.call("POST", "/api/v1/api-keys", { name: "live", role: "viewer" })).body;
  const kim = await invited(app, ada, { email: "kim@example.com", role: "viewer" });
  const eve = await invited(app, ada, { email: "eve@example.com", role: "viewer" });
  const stays = await connect({}, withSession(ada));
  const lines = await Promise.all([
    connect({ key: made.key }),
    connect({}, withSession(kim)),
    connect({}, withSession(eve)),
  ]);
  expect(lines.map(({ said }) => said)).toEqual([
    [{ type: "ready", beatMs: 15_000 }],
    [{ type: "ready", beatMs: 15_000 }],
    [{ type: "ready", beatMs: 15_000 }],
  ]);
  await ada.call("DELETE", `/api/v1/api-keys/${made.id}`);
  await kim.call("POST", "/api/auth/sign-out");
  await ada.call("DELETE", `/api/workspaces/default/members/${eve.id}`);
  expect(await Promise.all(lines.map(({ closed }) => closed))).toEqual([4401, 4401, 4403]);
  const id = await job("default");
  app.services.ctx.nudge.send(`job ${id}`);
  await expect.poll(() => changes(stays)).toContain(id);
  stays.close();
});

test("what another machine revoked is noticed within half a minute", { timeout: 40_000 }, async () => {
  const made = (await ada.call("POST", "/api/v1/api-keys", { name: "far", role: "viewer" })).body;
  const line = await connect({ key: made.key });
  await app.services.ctx.db
    .collection<{ _id: string }>("api_keys")
    .updateOne({ _id: made.id }, { $set: { revokedAt: new Date() } });
  const at = Date.now();
  expect(await line.closed).toBe(4401);
  expect(Date.now() - at).toBeLessThan(30_000);
  expect((await caller(app, made.key).call("GET", "/api/v1/events")).status).toBe(401);
});

test("who does not answer pings is cut, and a database that cannot be read takes nobody's access", async () => {
  const other = await startTestApp(inject("mongoUri"), { SLUICE_TIME_SCALE: "0.02" });
  const key = other.ownerKey;
  const answers = await connect({ key }, {}, other);
  const dead = new WebSocket(`${other.url.replace("http", "ws")}/api/realtime`, { autoPong: false });
  const cut = new Promise<number>((resolve) => dead.once("close", resolve));
  dead.on("open", () => dead.send(JSON.stringify({ type: "auth", key })));
  expect(await cut).toBe(1006);
  expect(answers.said.at(-1)).toEqual({ type: "beat" });
  const { db } = other.services.ctx;
  await db.dropCollection("api_keys");
  const fails = [{ $match: { $expr: { $divide: [1, 0] } } }];
  await db.createCollection("api_keys", { viewOn: "workspaces", pipeline: fails });
  expect(await (await connect({ key: "sk_sluice_not_asked_before" }, {}, other)).closed).toBe(1013);
  const { length } = answers.said;
  await expect.poll(() => answers.said.length).toBeGreaterThan(length);
  await other.close();
});
