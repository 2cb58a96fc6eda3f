import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { setupCode } from "../platform/setup-code.ts";
import { caller, owner, PASSWORD, startTestApp, type TestApp } from "../testing/index.ts";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
});
afterAll(() => app.close());

const errorOf = (answer: { status: number; body: { error?: { code: string } } }) => [
  answer.status,
  answer.body?.error?.code,
];

describe("the first owner", () => {
  const code = () => setupCode(app.services.ctx.secrets);
  const form = () => ({ code: code(), name: "Ada", email: "ada@example.com", password: PASSWORD });

  test("is not made with a wrong code, nor with a short password", async () => {
    const anybody = caller(app);
    expect((await anybody.call("GET", "/api/setup")).body).toEqual({ needsOwner: true });
    const wrong = await anybody.call("POST", "/api/setup", { ...form(), code: "AAAA-AAAA-AAAA-AAAA" });
    expect(errorOf(wrong)).toEqual([401, "unauthenticated"]);
    const short = await anybody.call("POST", "/api/setup", { ...form(), password: "123456789" });
    expect(errorOf(short)).toEqual([400, "invalid_input"]);
    expect(JSON.stringify(short.body)).not.toContain("123456789");
    expect(await app.services.ctx.db.collection("users").countDocuments()).toBe(0);
  });

  test("is one, whoever else tries at the same moment, and owns the workspace default", async () => {
    const tries = await Promise.all(
      ["ada", "bob", "eve"].map(async (name) => {
        const who = caller(app);
        const answer = await who.call("POST", "/api/setup", {
          ...form(),
          name,
          email: `${name}@example.com`,
        });
        return { who, answer };
      }),
    );
    const made = tries.filter(({ answer }) => answer.status === 201);
    expect(tries.map(({ answer }) => answer.status).toSorted()).toEqual([201, 409, 409]);
    const me = await made[0]!.who.call("GET", "/api/auth/me");
    expect(me.body).toMatchObject({
      user: { email: made[0]!.answer.body.email },
      key: null,
      tenant_id: "default",
      role: "owner",
      workspaces: [{ id: "default", name: "Default", role: "owner" }],
    });
    expect((await caller(app).call("GET", "/api/setup")).body).toEqual({ needsOwner: false });
    expect(errorOf(await caller(app).call("POST", "/api/setup", form()))).toEqual([409, "conflict"]);
    for (const loser of tries.filter(({ answer }) => answer.status === 409))
      expect(errorOf(await loser.who.call("GET", "/api/auth/me"))).toEqual([401, "unauthenticated"]);
  });
});

test("an interrupted set-up is finished by a second try with the same code", async () => {
  const other = await startTestApp(inject("mongoUri"));
  const { ctx } = other.services;
  await owner(other, "ada@example.com");
  // As after a crash before the last write.
  await ctx.db
    .collection<{ _id: string }>("workspaces")
    .updateOne({ _id: "default" }, { $set: { members: [] } });
  const again = await owner(other, "ada@example.com");
  expect((await again.call("GET", "/api/auth/me")).body.role).toBe("owner");
  // And as after one before the password was stored.
  await ctx.db
    .collection<{ _id: string }>("workspaces")
    .updateOne({ _id: "default" }, { $set: { members: [] } });
  await ctx.db.collection("accounts").deleteMany({});
  await owner(other, "ada@example.com");
  expect(await ctx.db.collection("users").countDocuments()).toBe(1);
  await other.close();
});

describe("signing in", () => {
  let site: TestApp;
  beforeAll(async () => {
    site = await startTestApp(inject("mongoUri"), { SLUICE_TRUST_PROXY: "true" });
    await owner(site);
  });
  afterAll(() => site.close());
  const form = { email: "Ada@Example.com", password: PASSWORD };

  test("the cookie is HttpOnly, Lax and for the whole site, and nothing else carries the session", async () => {
    const answer = await caller(site).call("POST", "/api/auth/sign-in/email", form);
    expect(answer.status).toBe(200);
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^sluice\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/i,
    );
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^usr_/),
      name: "Ada",
      email: "ada@example.com",
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const forNow = await caller(site).call("POST", "/api/auth/sign-in/email", { ...form, rememberMe: false });
    expect(forNow.headers.getSetCookie()[0]).not.toMatch(/max-age/i);
  });

  test("the cookie is Secure where a trusted proxy speaks TLS, and where the public address is https", async () => {
    const proxied = await caller(site).call("POST", "/api/auth/sign-in/email", form, {
      "x-forwarded-proto": "https",
    });
    expect(proxied.headers.getSetCookie()[0]).toMatch(/; Secure$/);
    const secure = await startTestApp(inject("mongoUri"), { SLUICE_PUBLIC_URL: "https://hooks.example.com" });
    const ada = await owner(secure);
    expect(ada.cookie()).toMatch(/^__Secure-sluice\.session_token=/);
    const me = await ada.call("GET", "/api/auth/me");
    expect(me.status).toBe(200);
    expect(me.headers.get("strict-transport-security")).toMatch(/^max-age=\d+$/);
    expect(proxied.headers.get("strict-transport-security")).toBeNull();
    await secure.close();
  });

  test("any wrong pair has the same answer", async () => {
    const tries = [
      { ...form, password: "wrong password" },
      { email: "nobody@example.com", password: PASSWORD },
      { ...form, password: "x".repeat(1_000) },
      { ...form, password: "x" },
    ];
    const answers = await Promise.all(
      tries.map((one, at) =>
        caller(site).call("POST", "/api/auth/sign-in/email", one, { "x-forwarded-for": `192.0.2.${at}` }),
      ),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect(body.error).toEqual(answers[0]!.body.error);
    }
  });

  test("signing out ends the session on the server", async () => {
    const ada = caller(site);
    await ada.call("POST", "/api/auth/sign-in/email", form);
    const stolen = ada.cookie();
    expect((await ada.call("POST", "/api/auth/sign-out")).status).toBe(204);
    expect(ada.cookie()).toBe("");
    const replayed = await caller(site).call("GET", "/api/auth/me", undefined, { cookie: stolen });
    expect(replayed.status).toBe(401);
  });

  test("a forged or changed cookie is nobody's", async () => {
    const ada = caller(site);
    await ada.call("POST", "/api/auth/sign-in/email", form);
    const [name, value = ""] = ada.cookie().split("=");
    for (const forged of [`${name}=abc.def`, `${name}=${value.slice(0, -6)}AAAA%3D`, `${name}=`])
      expect((await caller(site).call("GET", "/api/auth/me", undefined, { cookie: forged })).status).toBe(
        401,
      );
  });

  test("another site's page can neither sign in nor use the session", async () => {
    const elsewhere = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    const form401 = await caller(site).call("POST", "/api/auth/sign-in/email", form, elsewhere);
    expect(errorOf(form401)).toEqual([403, "cross_site"]);
    const ada = caller(site);
    await ada.call("POST", "/api/auth/sign-in/email", form);
    expect(errorOf(await ada.call("PATCH", "/api/auth/me", { name: "Eve" }, elsewhere))).toEqual([
      403,
      "cross_site",
    ]);
    expect(errorOf(await ada.call("POST", "/api/auth/sign-out", undefined, elsewhere))).toEqual([
      403,
      "cross_site",
    ]);
  });

  test("nobody signs up, and nothing else of the library is served", async () => {
    const paths = [
      "sign-up/email",
      "request-password-reset",
      "get-session",
      "update-user",
      "delete-user",
      "change-email",
      "organization/create",
      "list-sessions",
    ];
    for (const path of paths)
      expect((await caller(site).call("POST", `/api/auth/${path}`, form)).status, path).toBe(404);
  });

  test("failures are limited for each address, and successes never are", async () => {
    const from = (ip: string) => ({ "x-forwarded-for": ip });
    const signIn = (password: string, ip: string) =>
      caller(site).call("POST", "/api/auth/sign-in/email", { ...form, password }, from(ip));
    for (let n = 0; n < 21; n += 1) expect((await signIn(PASSWORD, "198.51.100.1")).status).toBe(200);
    let last = await signIn("wrong password", "198.51.100.2");
    for (let n = 0; n < 25 && last.status === 401; n += 1)
      last = await signIn("wrong password", "198.51.100.2");
    expect(errorOf(last)).toEqual([429, "rate_limited"]);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(PASSWORD, "198.51.100.2")).status).toBe(429);
    expect((await signIn(PASSWORD, "198.51.100.3")).status).toBe(200);
  });
});
