import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Caller, caller, owner, startTestApp, type TestApp } from "../testing/index.ts";
import { cleanAccess } from "./index.ts";

const KEYS = "/api/v1/api-keys";
const DAY_MS = 86_400_000;
let app: TestApp;
let ada: Caller;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TRUST_PROXY: "true" });
  ada = await owner(app);
});
afterAll(() => app.close());

interface Key {
  id: string;
  key: string;
  role: string;
  status: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}
const create = async (body: object = {}): Promise<Key> =>
  (await ada.call("POST", KEYS, { name: "CI deploys", ...body })).body;
const look = async (id: string): Promise<Key> =>
  (await ada.call("GET", KEYS)).body.data.find((one: Key) => one.id === id);
const use = async (key: string, from = "198.51.100.7") =>
  (await caller(app, key).call("GET", "/api/v1/events", undefined, { "x-forwarded-for": from })).status;
const docs = () => app.services.ctx.db.collection<{ _id: string }>("api_keys");
const setExpiry = (id: string, at: number) =>
  docs().updateOne({ _id: id }, { $set: { expiresAt: new Date(at) } });

describe("an API key", () => {
  test("is shown once, stored hashed, and listed by its last characters", async () => {
    const made = await create({ role: "viewer" });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^key_/),
      key: expect.stringMatching(/^sk_sluice_\w{32}$/),
      name: "CI deploys",
      role: "viewer",
      status: "active",
      createdBy: { kind: "user", name: "Ada" },
      lastUsedAt: null,
    });
    const days = (Date.parse(made.expiresAt as string) - Date.now()) / DAY_MS;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThan(90.1);
    expect(JSON.stringify(await docs().find().toArray())).not.toContain(made.key);
    const list = JSON.stringify((await ada.call("GET", KEYS)).body);
    expect(list).not.toContain(made.key);
    expect(list).toContain(`••••${made.key.slice(-4)}`);
    expect((await create({ expiresInDays: null })).expiresAt).toBeNull();
  });

  test("may what its role may, in its workspace", async () => {
    const viewer = caller(app, (await create({ role: "viewer" })).key);
    const admin = caller(app, (await create({ role: "admin" })).key);
    expect((await viewer.call("GET", "/api/v1/events")).status).toBe(200);
    expect((await viewer.call("POST", KEYS, { name: "x" })).status).toBe(403);
    expect((await admin.call("POST", KEYS, { name: "x", role: "admin" })).status).toBe(201);
    expect((await admin.call("POST", KEYS, { name: "x", role: "owner" })).status).toBe(400);
    expect((await admin.call("DELETE", `${KEYS}/key_admin`)).status).toBe(403);
    const me = await viewer.call("GET", "/api/auth/me");
    expect(me.body).toMatchObject({
      user: null,
      key: { name: "CI deploys" },
      tenant_id: "default",
      role: "viewer",
      workspaces: [{ id: "default", role: "viewer" }],
    });
    const other = await viewer.call("GET", "/api/v1/events", undefined, { "sluice-workspace": "ws_other" });
    expect(other.status).toBe(404);
    expect((await viewer.call("GET", "/api/auth/sessions")).status).toBe(403);
    expect((await viewer.call("PATCH", "/api/auth/me", { name: "x" })).status).toBe(403);
  });

  test("ends at its time, also while it is remembered", async () => {
    const { id, key } = await create();
    expect(await use(key)).toBe(200);
    await setExpiry(id, Date.now() + 300);
    // Looked up again, with the new time.
    app.services.ctx.nudge.send(`access ${id}`);
    expect(await use(key)).toBe(200);
    await expect.poll(() => use(key), { timeout: 3_000 }).toBe(401);
    expect((await look(id)).status).toBe("expired");
  });

  test("is refused at once when it is revoked, and twice is a conflict", async () => {
    const { id, key } = await create();
    expect(await use(key)).toBe(200);
    expect((await ada.call("DELETE", `${KEYS}/${id}`)).status).toBe(204);
    expect(await use(key)).toBe(401);
    expect((await look(id)).status).toBe("revoked");
    expect((await ada.call("DELETE", `${KEYS}/${id}`)).status).toBe(409);
    expect((await ada.call("DELETE", `${KEYS}/key_unknown`)).status).toBe(404);
  });

  test("revoked by a server of another machine is refused within seconds", async () => {
    const { id, key } = await create();
    expect(await use(key)).toBe(200);
    await docs().updateOne({ _id: id }, { $set: { revokedAt: new Date(), expiresAt: new Date() } });
    await expect.poll(() => use(key), { timeout: 8_000, interval: 250 }).toBe(401);
  });

  test("is rotated into one like it; both are valid for the overlap", async () => {
    const { id, key } = await create({ role: "viewer", expiresInDays: 10 });
    expect(await use(key)).toBe(200);
    const [first, second] = await Promise.all([
      ada.call("POST", `${KEYS}/${id}/rotate`),
      ada.call("POST", `${KEYS}/${id}/rotate`),
    ]);
    expect([first.status, second.status].toSorted()).toEqual([201, 409]);
    const made: Key = (first.status === 201 ? first : second).body;
    expect(made).toMatchObject({ role: "viewer", status: "active" });
    expect(made.key).not.toBe(key);
    expect((Date.parse(made.expiresAt as string) - Date.now()) / DAY_MS).toBeGreaterThan(9.9);
    expect([await use(key), await use(made.key)]).toEqual([200, 200]);
    const old = await look(id);
    expect(old).toMatchObject({ status: "replaced", replacedBy: made.id });
    const hours = (Date.parse(old.expiresAt as string) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
    expect((await ada.call("POST", `${KEYS}/${made.id}/rotate`, { overlapHours: 0 })).status).toBe(201);
    expect(await use(made.key)).toBe(401);
    expect((await ada.call("POST", `${KEYS}/${made.id}/rotate`, { overlapHours: 169 })).status).toBe(400);
  });

  test("a rotation never makes a key last longer than it would have", async () => {
    const { id } = await create({ expiresInDays: 1 });
    await setExpiry(id, Date.now() + 3_600_000);
    await ada.call("POST", `${KEYS}/${id}/rotate`, { overlapHours: 168 });
    expect(Date.parse((await look(id)).expiresAt as string)).toBeLessThan(Date.now() + 3_700_000);
  });

  test("notes its last use, at most once a minute", async () => {
    const { id, key } = await create();
    const lastUse = async () => (await look(id)).lastUsedAt;
    await use(key);
    await expect.poll(lastUse).not.toBeNull();
    const first = await lastUse();
    for (let n = 0; n < 5; n += 1) await use(key);
    expect(await lastUse()).toBe(first);
  });

  test("keys that ended long ago are cleaned away, others stay", async () => {
    const long = await create();
    const lately = await create();
    const never = await create({ expiresInDays: null });
    await setExpiry(long.id, Date.now() - 31 * DAY_MS);
    await setExpiry(lately.id, Date.now() - DAY_MS);
    await cleanAccess(app.services.ctx);
    expect(await Promise.all([long, lately, never].map(async ({ id }) => (await look(id))?.id))).toEqual([
      undefined,
      lately.id,
      never.id,
    ]);
  });
});

test("of 200 keys only those count that are valid, also where one is rotated", async () => {
  const { body } = await ada.call("POST", "/api/workspaces", { name: "Many keys" });
  const here = { "sluice-workspace": body.id };
  const add = (ids: string[], over: object) =>
    docs().insertMany(ids.map((_id) => ({ _id, hash: _id, workspaceId: body.id, role: "viewer", ...over })));
  const many = (name: string, n: number) => Array.from({ length: n }, (_, at) => `key_${name}${at}`);
  await add(many("ended", 200), { expiresAt: new Date(Date.now() - 1_000) });
  await add(many("living", 199), {});
  const made = await ada.call("POST", KEYS, { name: "The last" }, here);
  expect(made.status).toBe(201);
  expect((await ada.call("POST", KEYS, { name: "Too many" }, here)).status).toBe(409);
  const rotate = (overlapHours: number) =>
    ada.call("POST", `${KEYS}/${made.body.id}/rotate`, { overlapHours }, here);
  expect((await rotate(1)).status).toBe(409);
  expect((await rotate(0)).status).toBe(201);
});

test("failures with keys are limited by address, before anything is looked up; a valid key is let through", async () => {
  const { key } = await create();
  const fresh = await create();
  const from = "203.0.113.77";
  let last = 401;
  expect(await use(key, from)).toBe(200);
  for (let n = 0; n < 40 && last === 401; n += 1) last = await use(`sk_sluice_wrong_${n}`, from);
  expect(last).toBe(429);
  // A right key that was not seen yet is not told from a wrong one: nothing is looked up.
  expect(await use(fresh.key, from)).toBe(429);
  for (let n = 0; n < 40; n += 1) expect(await use(key, from)).toBe(200);
  await expect.poll(() => use(fresh.key, from), { timeout: 5_000 }).toBe(200);
  expect(await use("sk_sluice_wrong", "203.0.113.78")).toBe(401);
});

describe("the operator's key", () => {
  test("owns the workspace default; revoked it stays so over a restart, and another one counts", async () => {
    const uri = inject("mongoUri");
    const first = await startTestApp(uri, { SLUICE_ADMIN_API_KEY: "sk_operator_number_one" });
    const MONGODB_URI = first.services.ctx.config.MONGODB_URI as string;
    const SLUICE_ENCRYPTION_KEY = first.services.ctx.config.SLUICE_ENCRYPTION_KEY as string;
    const again = (key: string) =>
      startTestApp(uri, { MONGODB_URI, SLUICE_ENCRYPTION_KEY, SLUICE_ADMIN_API_KEY: key });
    const status = async (site: TestApp, key: string) => (await caller(site, key).call("GET", KEYS)).status;
    const operator = caller(first, "sk_operator_number_one");
    expect((await operator.call("GET", "/api/auth/me")).body).toMatchObject({ role: "owner" });
    expect((await operator.call("DELETE", `${KEYS}/key_admin`)).status).toBe(204);
    expect(await status(first, "sk_operator_number_one")).toBe(401);
    await cleanAccess(first.services.ctx, new Date(Date.now() + 31 * DAY_MS));
    const second = await again("sk_operator_number_one");
    expect(await status(second, "sk_operator_number_one")).toBe(401);
    const third = await again("sk_operator_number_two");
    expect(await status(third, "sk_operator_number_two")).toBe(200);
    expect(await status(third, "sk_operator_number_one")).toBe(401);
    for (const site of [first, second, third]) await site.close();
  });
});
