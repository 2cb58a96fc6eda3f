import { afterAll, beforeAll, expect, inject, test } from "vitest";
import {
  type Caller,
  caller,
  invited,
  owner,
  PASSWORD,
  startTestApp,
  type TestApp,
} from "../testing/index.ts";
import { makeOwner, resetLink } from "./index.ts";

const INVITATIONS = "/api/workspaces/default/invitations";
const ACCEPT = "/api/auth/invitations/accept";
let app: TestApp;
let ada: Caller;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TRUST_PROXY: "true" });
  ada = await owner(app);
});
afterAll(() => app.close());

const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } | null }) => [
  status,
  body?.error?.code,
];
const invite = async (email: string, role = "member", by: Caller = ada) =>
  (await by.call("POST", INVITATIONS, { email, role })).body as { id: string; url: string };
const tokenOf = ({ url }: { url: string }) => url.split("#")[1];
const ended = (name: string) => ({ name, password: PASSWORD });

test("a new person looks at the link, sets name and password, and is signed in as a member", async () => {
  const made = await ada.call("POST", INVITATIONS, { email: "Bob@Example.com", role: "member" });
  expect(made).toMatchObject({
    status: 201,
    body: {
      email: "bob@example.com",
      role: "member",
      invitedBy: { kind: "user", name: "Ada" },
      expired: false,
    },
  });
  const lasts = Date.parse(made.body.expiresAt) - Date.parse(made.body.createdAt);
  expect(lasts).toBe(7 * 86_400_000);
  expect(made.body.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/invite#inv_\w{32}$/);
  const token = tokenOf(made.body);
  const stored = JSON.stringify(await app.services.ctx.db.collection("invitations").find().toArray());
  expect(stored).not.toContain(token);
  const list = (await ada.call("GET", INVITATIONS)).body;
  expect(list.data).toMatchObject([{ id: made.body.id, email: "bob@example.com" }]);
  expect(JSON.stringify(list)).not.toContain(token);

  const bob = caller(app);
  expect((await bob.call("POST", "/api/auth/invitations/preview", { token })).body).toEqual({
    workspace: { id: "default", name: "Default" },
    email: "bob@example.com",
    role: "member",
    invitedBy: "Ada",
    expiresAt: made.body.expiresAt,
    hasAccount: false,
  });
  expect(codeOf(await bob.call("POST", ACCEPT, { token }))).toEqual([400, "invalid_input"]);
  expect((await bob.call("POST", ACCEPT, { token, ...ended("Bob") })).body).toEqual({
    id: "default",
    name: "Default",
    role: "member",
  });
  expect((await bob.call("GET", "/api/auth/me")).body).toMatchObject({
    user: { name: "Bob", email: "bob@example.com" },
    role: "member",
  });
  const again = caller(app);
  expect(
    (await again.call("POST", "/api/auth/sign-in/email", { email: "bob@example.com", password: PASSWORD }))
      .status,
  ).toBe(200);
  expect(codeOf(await caller(app).call("POST", ACCEPT, { token, ...ended("Eve") }))).toEqual([
    404,
    "not_found",
  ]);
  expect((await ada.call("GET", INVITATIONS)).body.data).toEqual([]);
});

test("a person with an account signs in first; only the person invited can accept", async () => {
  const { id: workspaceId } = (await ada.call("POST", "/api/workspaces", { name: "Other" })).body;
  const kim = await invited(app, ada, { email: "kim@example.com", role: "viewer" });
  const eve = await invited(app, ada, { email: "eve@example.com", role: "viewer" });
  const made = await ada.call(
    "POST",
    `/api/workspaces/${workspaceId}/invitations`,
    { email: "kim@example.com", role: "admin" },
    { "sluice-workspace": workspaceId },
  );
  const token = tokenOf(made.body);
  const preview = await caller(app).call("POST", "/api/auth/invitations/preview", { token });
  expect(preview.body.hasAccount).toBe(true);
  expect(codeOf(await caller(app).call("POST", ACCEPT, { token, ...ended("Not Kim") }))).toEqual([
    409,
    "conflict",
  ]);
  expect(codeOf(await eve.call("POST", ACCEPT, { token }))).toEqual([403, "forbidden"]);
  const answers = await Promise.all([
    kim.call("POST", ACCEPT, { token }),
    kim.call("POST", ACCEPT, { token }),
  ]);
  expect(answers.map(({ status }) => status)).toContain(200);
  const me = (await kim.call("GET", "/api/auth/me")).body;
  expect(me.workspaces).toMatchObject([
    { id: "default", role: "viewer" },
    { id: workspaceId, role: "admin" },
  ]);
  const members = await ada.call("GET", `/api/workspaces/${workspaceId}/members`, undefined, {
    "sluice-workspace": workspaceId,
  });
  expect(members.body.data).toHaveLength(2);
});

test("an invitation ends by time, by being taken back, and by a newer one", async () => {
  const late = await invite("late@example.com");
  await app.services.ctx.db
    .collection<{ _id: string }>("invitations")
    .updateOne({ _id: late.id }, { $set: { expiresAt: new Date(Date.now() - 1_000) } });
  const revoked = await invite("gone@example.com");
  expect((await ada.call("DELETE", `${INVITATIONS}/${revoked.id}`)).status).toBe(204);
  expect((await ada.call("DELETE", `${INVITATIONS}/${revoked.id}`)).status).toBe(404);
  const older = await invite("twice@example.com");
  const newer = await invite("twice@example.com");
  for (const one of [late, revoked, older, { url: "#inv_nothing" }])
    expect(codeOf(await caller(app).call("POST", ACCEPT, { token: tokenOf(one), ...ended("Late") }))).toEqual(
      [404, "not_found"],
    );
  expect((await ada.call("GET", INVITATIONS)).body.data).toMatchObject([
    { id: newer.id, expired: false },
    { id: late.id, expired: true },
  ]);
  expect((await caller(app).call("POST", ACCEPT, { token: tokenOf(newer), ...ended("Twice") })).status).toBe(
    200,
  );
});

test("nobody invites above their own role, nor a member again", async () => {
  const admin = await invited(app, ada, { email: "adm@example.com", role: "admin" });
  expect(codeOf(await admin.call("POST", INVITATIONS, { email: "x@example.com", role: "owner" }))).toEqual([
    403,
    "forbidden",
  ]);
  const second = await invite("second@example.com", "owner");
  expect(codeOf(await admin.call("DELETE", `${INVITATIONS}/${second.id}`))).toEqual([403, "forbidden"]);
  expect(codeOf(await admin.call("POST", INVITATIONS, { email: "second@example.com" }))).toEqual([
    403,
    "forbidden",
  ]);
  expect((await ada.call("GET", INVITATIONS)).body.data).toContainEqual(
    expect.objectContaining({ id: second.id, role: "owner" }),
  );
  expect(codeOf(await ada.call("POST", INVITATIONS, { email: "adm@example.com" }))).toEqual([
    409,
    "conflict",
  ]);
  expect(codeOf(await ada.call("POST", INVITATIONS, { email: "nonsense" }))).toEqual([400, "invalid_input"]);
});

test("an invitation never gives a password to an owner who has not set theirs", async () => {
  const { ctx } = app.services;
  await makeOwner(ctx, "chief@example.com");
  const eve = await invited(app, ada, { email: "eve2@example.com", role: "viewer" });
  const { id } = (await eve.call("POST", "/api/workspaces", { name: "Trap" })).body;
  const trap = await eve.call(
    "POST",
    `/api/workspaces/${id}/invitations`,
    { email: "chief@example.com", role: "viewer" },
    { "sluice-workspace": id },
  );
  const token = tokenOf(trap.body);
  const preview = await caller(app).call("POST", "/api/auth/invitations/preview", { token });
  expect(preview.body.hasAccount).toBe(true);
  const taken = await caller(app).call("POST", ACCEPT, { token, ...ended("Eve") });
  expect(codeOf(taken)).toEqual([409, "conflict"]);
  expect(taken.headers.get("set-cookie")).toBeNull();
  const own = (await resetLink(ctx, "chief@example.com"))?.split("#")[1];
  expect(
    (await caller(app).call("POST", "/api/auth/reset-password", { token: own, password: PASSWORD })).status,
  ).toBe(204);
});

test("an invitation ends with the right of the inviter, person or key", async () => {
  const boss = await invited(app, ada, { email: "boss@example.com", role: "owner" });
  const { id: bossId } = (await boss.call("GET", "/api/auth/me")).body.user;
  const byBoss = await invite("heir@example.com", "owner", boss);
  const status = async (made: { url: string }) =>
    (await caller(app).call("POST", "/api/auth/invitations/preview", { token: tokenOf(made) })).status;
  const setRole = (role: string) => ada.call("PATCH", `/api/workspaces/default/members/${bossId}`, { role });
  expect(await status(byBoss)).toBe(200);
  expect((await setRole("admin")).status).toBe(200);
  expect(await status(byBoss)).toBe(404);
  await setRole("owner");
  expect(await status(byBoss)).toBe(200);
  expect((await ada.call("DELETE", `/api/workspaces/default/members/${bossId}`)).status).toBe(204);
  expect(
    codeOf(await caller(app).call("POST", ACCEPT, { token: tokenOf(byBoss), ...ended("Heir") })),
  ).toEqual([404, "not_found"]);

  const KEYS = "/api/v1/api-keys";
  const key = (await ada.call("POST", KEYS, { name: "Inviter", role: "admin" })).body;
  const byKey = await invite("guest@example.com", "member", caller(app, key.key));
  const next = (await ada.call("POST", `${KEYS}/${key.id}/rotate`, { overlapHours: 0 })).body;
  expect(await status(byKey)).toBe(200);
  await ada.call("DELETE", `${KEYS}/${next.id}`);
  expect(await status(byKey)).toBe(404);
});

test("guessing links is limited by address", async () => {
  const from = { "x-forwarded-for": "203.0.113.9" };
  let last = await caller(app).call("POST", ACCEPT, { token: "inv_guess", ...ended("Eve") }, from);
  for (let n = 0; n < 25 && last.status === 404; n += 1)
    last = await caller(app).call("POST", ACCEPT, { token: `inv_guess${n}`, ...ended("Eve") }, from);
  expect(codeOf(last)).toEqual([429, "rate_limited"]);
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
});
