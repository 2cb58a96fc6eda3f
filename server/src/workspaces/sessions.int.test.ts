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
import { cleanAccess, makeOwner, ownersOf, resetLink } from "./index.ts";

let app: TestApp;
let ada: Caller;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TRUST_PROXY: "true" });
  ada = await owner(app);
});
afterAll(() => app.close());

const signIn = async (email = "ada@example.com", password = PASSWORD, headers = {}) => {
  const who = caller(app);
  const answer = await who.call("POST", "/api/auth/sign-in/email", { email, password }, headers);
  return { who, status: answer.status };
};
const meStatus = async (who: Caller) => (await who.call("GET", "/api/auth/me")).status;

test("people change their name, and see it where they are shown", async () => {
  expect((await ada.call("PATCH", "/api/auth/me", { name: " Ada L. " })).body).toMatchObject({
    name: "Ada L.",
  });
  expect((await ada.call("GET", "/api/auth/me")).body.user.name).toBe("Ada L.");
  expect((await ada.call("GET", "/api/workspaces/default/members")).body.data[0].name).toBe("Ada L.");
});

test("sessions are listed with where they came from, and ended one by one or all but this one", async () => {
  const from = { "x-forwarded-for": "192.0.2.44", "user-agent": "Browser of the office" };
  const office = (await signIn("ada@example.com", PASSWORD, from)).who;
  const list = (await ada.call("GET", "/api/auth/sessions")).body.data;
  expect(list[0]).toMatchObject({ current: false, ip: "192.0.2.44", userAgent: "Browser of the office" });
  expect(list.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
  expect(JSON.stringify(list)).not.toContain(
    decodeURIComponent(office.cookie().split("=")[1] ?? "").split(".")[0],
  );

  const bob = await invited(app, ada, { email: "bob@example.com", role: "viewer" });
  expect((await bob.call("DELETE", `/api/auth/sessions/${list[0].id}`)).status).toBe(404);
  expect(await meStatus(office)).toBe(200);
  expect((await ada.call("DELETE", `/api/auth/sessions/${list[0].id}`)).status).toBe(204);
  expect(await meStatus(office)).toBe(401);

  const others = await Promise.all([signIn(), signIn()]);
  expect((await ada.call("POST", "/api/auth/sessions/end-others")).body.ended).toBe(2);
  expect(await Promise.all(others.map(({ who }) => meStatus(who)))).toEqual([401, 401]);
  expect(await Promise.all([meStatus(ada), meStatus(bob)])).toEqual([200, 200]);
});

test("a session that has run out is nobody's, and is cleaned away", async () => {
  const { who } = await signIn();
  const sessions = app.services.ctx.db.collection("sessions");
  const newest = await sessions.find().sort({ _id: -1 }).limit(1).next();
  await sessions.updateOne({ _id: newest!._id }, { $set: { expiresAt: new Date(Date.now() - 1_000) } });
  await cleanAccess(app.services.ctx);
  expect(await sessions.countDocuments({ _id: newest!._id })).toBe(0);
  expect(await meStatus(who)).toBe(401);
  expect(await meStatus(ada)).toBe(200);
});

test("a password is changed by whoever knows it, which ends the other sessions", async () => {
  const kim = await invited(app, ada, { email: "kim@example.com", role: "viewer" });
  const elsewhere = (await signIn("kim@example.com")).who;
  const change = (currentPassword: string, newPassword: string) =>
    kim.call("POST", "/api/auth/password", { currentPassword, newPassword });
  const wrong = await change("not this one", "a better password");
  expect([wrong.status, wrong.body.error.details[0].field]).toEqual([400, "currentPassword"]);
  expect((await change(PASSWORD, "short")).status).toBe(400);
  expect((await change(PASSWORD, "a better password")).status).toBe(204);
  expect(await Promise.all([meStatus(kim), meStatus(elsewhere)])).toEqual([200, 401]);
  expect((await signIn("kim@example.com")).status).toBe(401);
  expect((await signIn("kim@example.com", "a better password")).status).toBe(200);
});

test("the operator makes a reset link that works once and ends every session", async () => {
  const { ctx } = app.services;
  expect(await resetLink(ctx, "nobody@example.com")).toBeUndefined();
  const eve = await invited(app, ada, { email: "eve@example.com", role: "viewer" });
  const link = await resetLink(ctx, "eve@example.com");
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:3000\/reset#\w+$/);
  const token = link?.split("#")[1];
  expect(JSON.stringify(await ctx.db.collection("verifications").find().toArray())).not.toContain(token);
  const reset = (password: string) =>
    caller(app).call("POST", "/api/auth/reset-password", { token, password });
  expect((await reset("short")).status).toBe(400);
  expect((await reset("remembered at last")).status).toBe(204);
  expect((await reset("and once again, no")).status).toBe(404);
  expect(await meStatus(eve)).toBe(401);
  expect((await signIn("eve@example.com", "remembered at last")).status).toBe(200);
});

test("the operator makes an owner, with or without an account, when none can be reached", async () => {
  const { ctx } = app.services;
  expect((await signIn("bob@example.com")).status).toBe(200);
  await makeOwner(ctx, "bob@example.com");
  // Nobody is an owner by a password of before.
  expect((await signIn("bob@example.com")).status).toBe(401);
  await makeOwner(ctx, "new@example.com");
  expect((await ownersOf(ctx)).toSorted()).toEqual(["ada@example.com", "bob@example.com", "new@example.com"]);
  const token = (await resetLink(ctx, "new@example.com"))?.split("#")[1];
  await caller(app).call("POST", "/api/auth/reset-password", { token, password: PASSWORD });
  const { who } = await signIn("new@example.com");
  expect((await who.call("GET", "/api/auth/me")).body.role).toBe("owner");
});
