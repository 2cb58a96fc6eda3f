import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Caller, caller, invited, owner, startTestApp, type TestApp } from "../testing/index.ts";

const MEMBERS = "/api/workspaces/default/members";
let app: TestApp;
let ada: Caller;
let adaId: string;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TRUST_PROXY: "true" });
  ada = await owner(app);
  adaId = (await ada.call("GET", "/api/auth/me")).body.user.id;
});
afterAll(() => app.close());

const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } | null }) => [
  status,
  body?.error?.code,
];
const roleOf = async (id: string) =>
  (await ada.call("GET", MEMBERS)).body.data.find((one: { id: string }) => one.id === id)?.role;

describe("members", () => {
  test("are listed in the order they joined, with name, address and role", async () => {
    const bob = await invited(app, ada, { email: "bob@example.com", role: "viewer" });
    expect((await bob.call("GET", MEMBERS)).body.data).toEqual([
      { id: adaId, name: "Ada", email: "ada@example.com", role: "owner", joinedAt: expect.any(String) },
      { id: bob.id, name: "bob", email: "bob@example.com", role: "viewer", joinedAt: expect.any(String) },
    ]);
  });

  test("get another role at once; an admin changes nobody above, and makes nobody more, than an admin", async () => {
    const eve = await invited(app, ada, { email: "eve@example.com", role: "member" });
    const max = await invited(app, ada, { email: "max@example.com", role: "admin" });
    const setRole = (who: Caller, id: string, role: string) =>
      who.call("PATCH", `${MEMBERS}/${id}`, { role });
    expect((await eve.call("GET", "/api/v1/api-keys")).status).toBe(403);
    expect((await setRole(max, eve.id, "admin")).body).toMatchObject({ id: eve.id, role: "admin" });
    expect((await eve.call("GET", "/api/v1/api-keys")).status).toBe(200);
    expect(codeOf(await setRole(max, eve.id, "owner"))).toEqual([403, "forbidden"]);
    expect(codeOf(await setRole(max, adaId, "viewer"))).toEqual([403, "forbidden"]);
    expect(codeOf(await max.call("DELETE", `${MEMBERS}/${adaId}`))).toEqual([403, "forbidden"]);
    expect((await setRole(max, max.id, "viewer")).status).toBe(200);
    expect(codeOf(await setRole(max, max.id, "admin"))).toEqual([403, "forbidden"]);
    expect(codeOf(await setRole(ada, "usr_nobody", "viewer"))).toEqual([404, "not_found"]);
  });

  test("lose all access when they are removed, and the audit log says who did it", async () => {
    const kim = await invited(app, ada, { email: "kim@example.com", role: "admin" });
    expect((await kim.call("GET", MEMBERS)).status).toBe(200);
    expect((await ada.call("DELETE", `${MEMBERS}/${kim.id}`)).status).toBe(204);
    expect((await kim.call("GET", MEMBERS)).status).toBe(403);
    expect(codeOf(await kim.call("GET", MEMBERS, undefined, { "sluice-workspace": "default" }))).toEqual([
      404,
      "not_found",
    ]);
    const me = await kim.call("GET", "/api/auth/me");
    expect(me.body).toMatchObject({ user: { name: "kim" }, tenant_id: null, role: null, workspaces: [] });
    const log = (await ada.call("GET", `/api/v1/audit?target=${kim.id}`)).body.data;
    expect(
      log.map((one: { action: string; actor: { name: string } }) => [one.action, one.actor.name]),
    ).toEqual([
      ["member.removed", "Ada"],
      ["member.joined", "kim"],
    ]);
  });

  test("leave by themselves, whatever their role", async () => {
    const joe = await invited(app, ada, { email: "joe@example.com", role: "viewer" });
    expect((await joe.call("POST", "/api/workspaces/default/leave")).status).toBe(204);
    expect(await roleOf(joe.id)).toBeUndefined();
    const key = await app.api("POST", "/api/workspaces/default/leave");
    expect(key.status).toBe(403);
  });
});

describe("one owner always remains", () => {
  test("the only one can neither leave nor be removed nor lose the role", async () => {
    expect(codeOf(await ada.call("POST", "/api/workspaces/default/leave"))).toEqual([409, "conflict"]);
    expect(codeOf(await ada.call("DELETE", `${MEMBERS}/${adaId}`))).toEqual([409, "conflict"]);
    expect(codeOf(await ada.call("PATCH", `${MEMBERS}/${adaId}`, { role: "admin" }))).toEqual([
      409,
      "conflict",
    ]);
    expect(await roleOf(adaId)).toBe("owner");
  });

  test("of two who remove each other, demote each other or leave at the same moment, one stays", async () => {
    const made = await ada.call("POST", "/api/workspaces", { name: "Two owners" });
    const workspaceId: string = made.body.id;
    const members = `/api/workspaces/${workspaceId}/members`;
    const here = { "sluice-workspace": workspaceId };
    const own = { workspaceId, role: "owner" };
    const attempts: Array<[string, (who: Caller, other: string) => Promise<{ status: number }>]> = [
      ["remove", (who, other) => who.call("DELETE", `${members}/${other}`, undefined, here)],
      ["demote", (who, other) => who.call("PATCH", `${members}/${other}`, { role: "viewer" }, here)],
      ["leave", (who) => who.call("POST", `/api/workspaces/${workspaceId}/leave`, undefined, here)],
    ];
    for (const [name, attempt] of attempts) {
      for (let round = 0; round < 3; round += 1) {
        const email = `${name}${round}`;
        const one = await invited(app, ada, { ...own, email: `${email}-a@example.com` });
        const two = await invited(app, ada, { ...own, email: `${email}-b@example.com` });
        await ada.call("PATCH", `${members}/${adaId}`, { role: "admin" }, here);
        const answers = await Promise.all([attempt(one, two.id), attempt(two, one.id)]);
        expect(answers.map(({ status }) => status).filter((status) => status < 300)).toHaveLength(1);
        const now = (await ada.call("GET", members, undefined, here)).body.data;
        const owners = now.filter((member: { role: string }) => member.role === "owner");
        expect(owners).toHaveLength(1);
        // Back to Ada alone, for the next round.
        const last = owners[0].id === one.id ? one : two;
        await last.call("PATCH", `${members}/${adaId}`, { role: "owner" }, here);
        for (const { id } of [one, two]) await ada.call("DELETE", `${members}/${id}`, undefined, here);
      }
    }
  });
});

describe("workspaces", () => {
  test("are made by people, chosen by header or for the session, and hold their things apart", async () => {
    const made = (await ada.call("POST", "/api/workspaces", { name: " Second " })).body;
    expect(made).toEqual({ id: expect.stringMatching(/^ws_[0-9A-Z]{26}$/), name: "Second", role: "owner" });
    expect((await app.api("POST", "/api/workspaces", { name: "By key" })).status).toBe(403);
    const jobs = (id: string) => `/api/workspaces/${id}/sync-jobs`;
    expect((await ada.call("GET", jobs(made.id))).status).toBe(404);
    const here = { "sluice-workspace": made.id };
    expect((await ada.call("GET", jobs(made.id), undefined, here)).body).toEqual({
      data: [],
      nextCursor: null,
    });
    expect((await ada.call("POST", "/api/auth/workspace", { workspaceId: made.id })).status).toBe(204);
    expect((await ada.call("GET", jobs(made.id))).status).toBe(200);
    expect((await ada.call("GET", "/api/auth/me")).body.tenant_id).toBe(made.id);
    expect((await ada.call("POST", "/api/auth/workspace", { workspaceId: "ws_unknown" })).status).toBe(404);
    await ada.call("POST", "/api/auth/workspace", { workspaceId: "default" });

    expect(
      (await ada.call("PATCH", `/api/workspaces/${made.id}`, { name: "Renamed" }, here)).body,
    ).toMatchObject({
      id: made.id,
      name: "Renamed",
      memberCount: 1,
    });
  });

  test("are deleted by an owner who types the name, once they hold nothing; default stays", async () => {
    const { id } = (await ada.call("POST", "/api/workspaces", { name: "To go" })).body;
    const here = { "sluice-workspace": id };
    const admin = await invited(app, ada, { email: "adm@example.com", role: "admin", workspaceId: id });
    const key = (await ada.call("POST", "/api/v1/api-keys", { name: "CI" }, here)).body.key;
    const remove = (who: Caller, name: string) => who.call("DELETE", `/api/workspaces/${id}`, { name }, here);
    expect(codeOf(await remove(admin, "To go"))).toEqual([403, "forbidden"]);
    expect(codeOf(await remove(ada, "to go"))).toEqual([400, "invalid_input"]);
    const job = await caller(app, key).call("POST", `/api/workspaces/${id}/sync-jobs`, {
      name: "Stripe",
      source: { connector: "stripe" },
      destination: { database: "members_test" },
    });
    expect(job.status).toBe(201);
    const held = await remove(ada, "To go");
    expect(codeOf(held)).toEqual([409, "conflict"]);
    expect(held.body.error).toMatchObject({ details: { "sync jobs": 1 } });
    await ada.call("DELETE", `/api/workspaces/${id}/sync-jobs/${job.body.id}`, undefined, here);
    expect((await remove(ada, "To go")).status).toBe(204);
    expect((await ada.call("GET", `/api/workspaces/${id}`, undefined, here)).status).toBe(404);
    expect((await caller(app, key).call("GET", "/api/v1/events")).status).toBe(401);
    expect(codeOf(await ada.call("DELETE", "/api/workspaces/default", { name: "Default" }))).toEqual([
      409,
      "conflict",
    ]);
  });
});
