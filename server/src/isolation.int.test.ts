import { type OpDef, ROLES, type Role } from "@sluice/shared/contract";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { mayDo } from "./platform/contract/index.ts";
import type { AnyExample } from "./testing/examples.ts";
import { caller, invited, startTestApp, type TestApp } from "./testing/index.ts";
import { operations, sender } from "./testing/operations.ts";

// Who may not, cannot: every operation of the contract, called by those who should not get anything from it.
const HOME = "default";
const guarded = operations.filter(({ op }) => op.role !== "public");
/** An API key has no account, whatever its role. */
const FOR_PEOPLE = new Set(["leaveWorkspace"]);
/** Parameters whose things are no workspace's. */
const EVERYBODYS = new Set(["workspaceId", "connectorId"]);

let app: TestApp;
const send = sender(() => app);
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
/** A call of each operation about things that are there. */
const examples = new Map<OpDef, AnyExample>();
const exampleOf = (op: OpDef) => examples.get(op) as AnyExample;

const newKey = async (role: string): Promise<{ id: string; key: string }> =>
  (await app.api("POST", "/api/v1/api-keys", { name: role, role })).body;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TRUST_PROXY: "1" });
  for (const { op, make } of guarded) examples.set(op, await make(app));
}, 120_000);
afterAll(() => app.close());

describe("a key that has ended", () => {
  const ended: Record<string, string> = {};
  beforeAll(async () => {
    const keys = app.services.ctx.db.collection<{ _id: string }>("api_keys");
    const revoked = await newKey("admin");
    await app.api("DELETE", `/api/v1/api-keys/${revoked.id}`);
    const expired = await newKey("admin");
    await keys.updateOne({ _id: expired.id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    const erased = await newKey("admin");
    await keys.deleteOne({ _id: erased.id });
    Object.assign(ended, { revoked: revoked.key, expired: expired.key, erased: erased.key });
  });

  test.each(guarded)("gets nothing from $op.operationId", async ({ op }) => {
    for (const [how, key] of Object.entries(ended))
      expect([how, (await send(op, exampleOf(op), { headers: bearer(key) })).status]).toEqual([how, 401]);
  });
});

describe("the owner of another workspace, who was a member of ours,", () => {
  let other: string;
  /** By session and by key. */
  const credentials: Record<string, Record<string, string>> = {};
  let before: Map<string, string>;

  beforeAll(async () => {
    const operator = caller(app, app.ownerKey);
    const stranger = await invited(app, operator, { email: "stranger@example.com", role: "owner" });
    other = (await stranger.call("POST", "/api/workspaces", { name: "Elsewhere" })).body.id;
    await app.api("DELETE", `/api/workspaces/${HOME}/members/${stranger.id}`);
    const here = { "sluice-workspace": other };
    const { body } = await stranger.call("POST", "/api/v1/api-keys", { name: "k", role: "admin" }, here);
    credentials.session = { cookie: stranger.cookie(), ...here };
    credentials.key = bearer(body.key);
    before = await homeAtRest();
  });

  /** Every document of our workspace, by collection and id. */
  async function home(): Promise<Map<string, string>> {
    const { db } = app.services.ctx;
    const found = new Map<string, string>();
    for (const { name } of await db.listCollections().toArray())
      for await (const doc of db.collection(name).find())
        if (doc.workspaceId === HOME || String(doc._id) === HOME)
          found.set(`${name} ${doc._id}`, JSON.stringify({ ...doc, lastUsedAt: undefined }));
    return found;
  }
  /** The same, once nothing changes by itself any more. */
  const homeAtRest = () => {
    let last: Map<string, string> | undefined;
    return vi.waitFor(
      async () => {
        const previous = last;
        last = await home();
        expect(last).toEqual(previous);
        return last;
      },
      { timeout: 10_000, interval: 300 },
    );
  };

  test("finds much that could be taken and spoilt", () => {
    expect(new Set([...before.keys()].map((key) => key.split(" ")[0])).size).toBeGreaterThan(5);
  });

  test.each(guarded)("gets nothing of ours from $op.operationId", async ({ op }) => {
    const example = exampleOf(op);
    const { workspaceId, ...named } = example.params ?? {};
    const inTheirs = { ...example, params: { ...named, ...(workspaceId && { workspaceId: other }) } };
    const isOurThing =
      Object.keys(named).some((name) => !EVERYBODYS.has(name)) ||
      (example.body as { workspaceId?: string } | undefined)?.workspaceId === HOME;
    // A database's name is its id, and is repeated to whoever says it.
    const said = JSON.stringify(example.body ?? "");
    const ids = [...before.keys()]
      .map((key) => key.split(" ")[1] as string)
      .filter((id) => id !== HOME && !said.includes(id));
    for (const [how, headers] of Object.entries(credentials)) {
      if (workspaceId === HOME)
        expect([how, (await send(op, example, { headers })).status]).toEqual([how, 404]);
      const { status, text } = await send(op, inTheirs, { headers });
      expect(status, text).toBeLessThan(500);
      const refused = how === "key" && op.role === "self" ? 403 : 404;
      if (isOurThing) expect([how, status]).toEqual([how, refused]);
      if (status < 300) expect(ids.filter((id) => text.includes(id))).toEqual([]);
    }
    if (op.role === "self") return;
    const headers = { ...credentials.session, "sluice-workspace": HOME };
    expect((await send(op, example, { headers })).status).toBe(404);
  });

  test("has changed nothing of ours", async () => {
    expect(await homeAtRest()).toEqual(before);
  });
});

describe("each role may what is declared, and no more", () => {
  const keys: Partial<Record<Role, string>> = {};
  beforeAll(async () => {
    for (const role of ["viewer", "member", "admin"] as const) keys[role] = (await newKey(role)).key;
    keys.owner = app.ownerKey;
  });

  test.each(guarded.filter(({ op }) => op.role !== "self"))("$op.operationId", async ({ op }) => {
    const example = exampleOf(op);
    const isElsewhere = (example.params?.workspaceId ?? HOME) !== HOME;
    for (const role of ROLES) {
      const { status } = await send(op, example, { headers: bearer(keys[role] as string) });
      if (isElsewhere) expect([role, status]).toEqual([role, 404]);
      else if (!mayDo(role, op.role as Role) || FOR_PEOPLE.has(op.operationId))
        expect([role, status]).toEqual([role, 403]);
      else expect([401, 403, 500], `${role} got ${status}`).not.toContain(status);
    }
  });
});
