import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { serveGarden } from "./contract-testing.ts";

describe("who may call", () => {
  test("nobody unknown; each role what it may and no more; another workspace's path does not exist", async () => {
    const { send } = await serveGarden();
    const as = (role: string) => ({ headers: { authorization: `Bearer ${role}` } });
    const remove = "/api/workspaces/ws_a/plants/1";
    expect(await send("GET", "/api/plants", as("nobody"))).toMatchObject({
      status: 401,
      error: { code: "unauthenticated" },
    });
    expect((await send("GET", "/api/plants", as("viewer"))).status).toBe(200);
    expect(await send("POST", "/api/plants", { ...as("viewer"), body: { height: 1 } })).toMatchObject({
      status: 403,
      error: { code: "forbidden", message: expect.stringContaining("member") },
    });
    expect((await send("DELETE", remove, as("member"))).status).toBe(403);
    expect((await send("DELETE", remove, as("admin"))).status).toBe(204);
    expect((await send("DELETE", remove, as("owner"))).status).toBe(204);
    expect((await send("DELETE", "/api/workspaces/ws_b/plants/1", as("owner"))).status).toBe(404);
    expect((await send("DELETE", "/api/workspaces/ws_b/plants/1", as("viewer"))).status).toBe(404);
  });

  test("what is somebody's own takes no role, but somebody: a key of any role, or a person on our page", async () => {
    const { send } = await serveGarden();
    const mine = (headers: Record<string, string>) => send("POST", "/api/me", { headers });
    expect((await mine({ authorization: "" })).status).toBe(401);
    expect((await mine({ authorization: "Bearer viewer" })).status).toBe(200);
    const session = { authorization: "", cookie: "session" };
    expect((await mine(session)).status).toBe(200);
    expect((await mine({ ...session, origin: "https://evil.example" })).status).toBe(403);
  });

  test("is settled before the body is read", async () => {
    const { send } = await serveGarden();
    const answer = await send("POST", "/api/plants", { headers: { authorization: "" }, body: "{" });
    expect(answer.status).toBe(401);
  });

  test.each<[string, Record<string, string>, boolean]>([
    ["our own page", { "sec-fetch-site": "same-origin" }, true],
    ["another site", { "sec-fetch-site": "cross-site" }, false],
    ["a sibling domain", { "sec-fetch-site": "same-site" }, false],
    ["our own page in an old browser", { origin: "https://garden.example" }, true],
    ["another site in an old browser", { origin: "https://evil.example" }, false],
    ["a sandboxed frame", { origin: "null" }, false],
    ["a script that holds a session", {}, true],
  ])("with a session, %s: %j changes something: %s", async (_name, headers, may) => {
    const { url, send } = await serveGarden();
    const session = { authorization: "", cookie: "session", ...headers };
    expect((await send("POST", "/api/plants/1/water", { headers: session })).status).toBe(may ? 204 : 403);
    expect((await send("POST", "/api/plants/1/water", { headers })).status).toBe(204);
    expect((await send("GET", "/api/plants", { headers: session })).status).toBe(200);
    expect((await send("POST", "/api/plants/1/water", { headers: { ...session, origin: url } })).status).toBe(
      headers["sec-fetch-site"] && !may ? 403 : 204,
    );
  });
});

describe("what is taken in", () => {
  test("every bad field is named, with its place; nothing unknown is passed over", async () => {
    const { send } = await serveGarden();
    const query = await send("GET", "/api/plants?limit=0&color[]=red&height=x");
    expect(query).toMatchObject({ status: 400, error: { code: "invalid_input" } });
    expect(query.error.details.map((one: { field: string; in: string }) => [one.field, one.in])).toEqual(
      expect.arrayContaining([
        ["limit", "query"],
        ["color[]", "query"],
        ["height", "query"],
      ]),
    );
    const body = await send("POST", "/api/plants", { body: { height: "tall", leaf: { size: 1, dew: 2 } } });
    expect(body.error.details).toMatchObject([
      { field: "height", in: "body" },
      { field: "leaf.dew", in: "body", problem: "is not known here" },
    ]);
    expect(body.error.message).toMatch(/^height: /);
    expect((await send("GET", `/api/plants/${"x".repeat(21)}`)).error.details).toMatchObject([
      { field: "id", in: "path" },
    ]);
  });

  test("a handler gets numbers, dates, lists and defaults, however they stood in the URL", async () => {
    let got: unknown;
    const { send } = await serveGarden({
      list: ({ query }) => {
        got = query;
        return { data: [], nextCursor: null };
      },
    });
    await send("GET", "/api/plants?height=7&color=red&since=2026-01-01T00:00:00%2B01:00&wild=true");
    expect(got).toEqual({
      limit: 50,
      height: 7,
      color: ["red"],
      since: new Date("2025-12-31T23:00:00Z"),
      wild: true,
    });
    await send("GET", "/api/plants?color=red&color=blue&wild=false");
    expect(got).toEqual({ limit: 50, color: ["red", "blue"], wild: false });
  });

  test("a body is JSON and says so; without one its defaults count", async () => {
    const { send } = await serveGarden();
    const typed = (type: string, body: string) =>
      send("POST", "/api/greet", { headers: { "content-type": type }, body });
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
      expect(await typed(type, '{"name":"a"}')).toMatchObject({
        status: 415,
        error: { code: "media_type_unsupported" },
      });
    expect((await typed("application/json; charset=utf-8", '{"name":"a"}')).body).toEqual({ hello: "a" });
    expect(await typed("application/json", "{")).toMatchObject({
      status: 400,
      error: { code: "invalid_input" },
    });
    expect(await typed("application/json", `{"name":"${"x".repeat(2.1e6)}"}`)).toMatchObject({
      status: 413,
      error: { code: "payload_too_large", message: expect.stringContaining("2 MB") },
    });
    expect((await send("POST", "/api/greet")).body).toEqual({ hello: "you" });
  });

  test("an address that cannot be read is a 400, an unknown one a 404, another method a 405 that says which", async () => {
    const { send } = await serveGarden();
    expect((await send("GET", "/api/plants/%zz")).status).toBe(400);
    expect((await send("GET", "/api/stones")).status).toBe(404);
    const answer = await send("PUT", "/api/plants");
    expect([answer.status, answer.error.code, answer.headers.get("allow")]).toEqual([
      405,
      "method_not_allowed",
      "GET, HEAD, POST",
    ]);
    const options = await send("OPTIONS", "/api/plants");
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, POST"]);
    expect((await send("POST", "/api/deliver")).status).toBe(404);
  });

  test("a literal segment comes before a parameter, although it is declared after it", async () => {
    const { send } = await serveGarden();
    expect((await send("GET", "/api/plants/export")).headers.get("content-type")).toMatch(/ndjson/);
  });
});

describe("what is answered", () => {
  test("JSON with its status, nothing where there is nothing, no body for HEAD; never cached, always with an id", async () => {
    const { send } = await serveGarden();
    const created = await send("POST", "/api/plants", { body: { height: 3 } });
    expect([created.status, created.body]).toEqual([201, { id: "new", height: 3 }]);
    expect(created.headers.get("cache-control")).toBe("no-store");
    expect(created.headers.get("x-request-id")).toMatch(/^req_/);
    expect(await send("POST", "/api/plants/1/water")).toMatchObject({ status: 204, body: "" });
    expect(await send("HEAD", "/api/plants")).toMatchObject({ status: 200, body: "" });
  });

  test("a bug is an opaque 500 with an id; in tests so is an answer that is not as declared", async () => {
    const broken = await serveGarden({
      get: () => {
        throw new Error("the password is 1234");
      },
    });
    const answer = await broken.send("GET", "/api/plants/1");
    expect([answer.status, answer.error.code]).toEqual([500, "internal"]);
    expect(JSON.stringify(answer.body)).not.toContain("1234");
    expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
    const secret = { id: "1", height: 1, secret: "s" };
    const over = { get: () => secret, list: () => ({ data: [{ id: "1" }] as never, nextCursor: null }) };
    const checked = await serveGarden(over, { checkAnswers: true });
    expect((await checked.send("GET", "/api/plants/1")).status).toBe(500);
    expect((await checked.send("GET", "/api/plants")).status).toBe(500);
    expect((await (await serveGarden(over)).send("GET", "/api/plants/1")).status).toBe(200);
  });

  test("a stream is sent as it is made, and stops being made when the reader leaves", async () => {
    let made = 0;
    let ended = false;
    let aborted: AbortSignal | undefined;
    const { url } = await serveGarden({
      export: ({ signal }) => {
        aborted = signal;
        return {
          type: "text/csv",
          filename: "plants.csv",
          body: (async function* () {
            try {
              for (;;) {
                made++;
                yield "x".repeat(10_000);
              }
            } finally {
              ended = true;
            }
          })(),
        };
      },
    });
    const answer = await fetch(`${url}/api/plants/export`, { headers: { authorization: "Bearer viewer" } });
    expect(answer.headers.get("content-disposition")).toBe("attachment; filename=plants.csv");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const reader = answer.body!.getReader();
    await reader.read();
    await expect
      .poll(async () => {
        const before = made;
        await wait(50);
        return made - before;
      })
      .toBe(0);
    await reader.cancel();
    await expect.poll(() => ended && aborted?.aborted).toBe(true);
  });

  test("a stream that fails at once is an ordinary error; later the connection is cut; HEAD makes nothing", async () => {
    let made = 0;
    const { url, send } = await serveGarden({
      export: ({ query }) => ({
        type: "application/x-ndjson",
        body: (async function* () {
          made++;
          if (query.fail === "first") throw new Error("first");
          yield "{}\n";
          throw new Error("later");
        })(),
      }),
    });
    expect((await send("GET", "/api/plants/export?fail=first")).status).toBe(500);
    const cut = await fetch(`${url}/api/plants/export?fail=later`, {
      headers: { authorization: "Bearer viewer" },
    });
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow();
    made = 0;
    expect((await send("HEAD", "/api/plants/export")).status).toBe(200);
    expect(made).toBe(0);
  });
});
