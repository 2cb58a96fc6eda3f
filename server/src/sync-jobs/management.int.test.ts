import type { SyncJob } from "@sluice/shared/sync-jobs";
import { describe, expect, test } from "vitest";
import { errorOf, JOBS, jobsApp } from "./jobs-testing.ts";

const { app, newJob, create } = await jobsApp("management");

describe("who may call", () => {
  test("nobody without a key, with a wrong key, or for another workspace", async () => {
    for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: "Basic x" }]) {
      const answer = await fetch(app.url + JOBS, { headers: headers as Record<string, string> });
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
        401,
        "unauthenticated",
      ]);
    }
    expect((await app.api("GET", "/api/workspaces/ws_0123456789ab/sync-jobs")).status).toBe(404);
    for (const path of ["/api/v1/events", "/api/v1/nothing", `${JOBS}/x/webhook/stats`])
      expect((await fetch(app.url + path)).status).toBe(401);
  });

  test("a route that does not exist is a clear 404", async () => {
    expect(errorOf(await app.api("GET", "/api/nothing"))).toMatchObject({ status: 404, code: "not_found" });
  });
});

describe("sync jobs", () => {
  test("are created with defaults, shown without secrets, listed newest first, changed and removed", async () => {
    const job = await create();
    expect(job).toMatchObject({
      webhookConfig: { events: ["*"], batchSize: 100, batchWaitMs: 0, deleteMode: "hard" },
      secretMintedBy: "provider",
      secrets: [{ masked: "whsec_••••ment" }],
      notices: [],
    });
    expect(job.webhookUrl).toMatch(new RegExp(`/api/webhooks/default/${job.id}$`));
    expect(JSON.stringify(await app.api("GET", JOBS))).not.toContain("whsec_management");
    const changed = await app.api("PATCH", `${JOBS}/${job.id}`, {
      name: "Renamed",
      webhookConfig: { batchSize: 7 },
      paused: true,
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: "Renamed", paused: true, webhookConfig: { batchSize: 7, deleteMode: "hard" } },
    });
    const list: { data: SyncJob[] } = (await app.api("GET", JOBS)).body;
    expect(list.data[0]?.id).toBe(job.id);
    expect((await app.api("DELETE", `${JOBS}/${job.id}`)).status).toBe(204);
    expect(errorOf(await app.api("GET", `${JOBS}/${job.id}`))).toMatchObject({
      status: 404,
      code: "not_found",
    });
    expect((await fetch(job.webhookUrl.replace(/^.*(?=\/api)/, app.url), { method: "POST" })).status).toBe(
      404,
    );
  });

  test("secrets and provider keys are encrypted in the ledger", async () => {
    const job = await create({ source: { connector: "stripe", apiKey: "rk_live_0123456789" } });
    const stored = JSON.stringify(
      await app.services.ctx.db.collection<{ _id: string }>("sync_jobs").findOne({ _id: job.id }),
    );
    expect(stored).not.toContain("whsec_management");
    expect(stored).not.toContain("rk_live_0123456789");
    expect(job.source).toEqual({ connector: "stripe", hasApiKey: true });
  });

  test("Stripe makes the secret, so regenerating it here says what to do instead", async () => {
    const job = await create();
    const answer = errorOf(await app.api("POST", `${JOBS}/${job.id}/webhook/regenerate-secret`));
    expect(answer).toMatchObject({
      status: 409,
      code: "secret_minted_by_provider",
      message: expect.stringContaining("webhook/secret"),
    });
  });

  test("without a secret a notice says so", async () => {
    const job = await create({ webhookConfig: {} });
    expect(job.notices).toMatchObject([{ code: "secret_missing" }]);
  });

  test.each<[string, object, number, RegExp]>([
    ["no name", { name: " " }, 400, /^name:/],
    ["an unknown field", { nmae: "x" }, 400, /nmae/],
    ["an unknown connector", { source: { connector: "fax" } }, 400, /source.connector/],
    ["a bad database name", { destination: { database: "a b" } }, 400, /destination.database/],
    ["a reserved database", { destination: { database: "admin" } }, 422, /reserved/],
    ["a batch of 0", { webhookConfig: { batchSize: 0 } }, 400, /webhookConfig.batchSize/],
    ["a bad time zone", { timezone: "Mars/Olympus" }, 400, /timezone/],
    [
      "a private destination",
      { destination: { uri: "mongodb://10.0.0.5/x", database: "x" } },
      422,
      /SLUICE_ALLOW_PRIVATE/,
    ],
    [
      "a loopback destination",
      { destination: { uri: "mongodb://localhost:1/x", database: "x" } },
      422,
      /SLUICE_ALLOW_PRIVATE/,
    ],
    [
      "a loopback in other digits",
      { destination: { uri: "mongodb://0x7f.1/x", database: "x" } },
      422,
      /SLUICE_ALLOW_PRIVATE/,
    ],
    [
      "a mapped loopback",
      { destination: { uri: "mongodb://[::ffff:127.0.0.1]:1/x", database: "x" } },
      422,
      /SLUICE_ALLOW_PRIVATE/,
    ],
    [
      "a weak write concern",
      { destination: { uri: "mongodb://8.8.8.8/?w=0", database: "x" } },
      422,
      /destination.uri/,
    ],
  ])(
    "%s is refused, naming the field",
    async (_name, over, status, message) => {
      expect(errorOf(await app.api("POST", JOBS, { ...newJob, ...over }))).toMatchObject({
        status,
        message: expect.stringMatching(message),
      });
    },
    30_000,
  );

  test("the ledger's own database is refused as a destination", async () => {
    const database = app.services.ctx.db.databaseName;
    expect(errorOf(await app.api("POST", JOBS, { ...newJob, destination: { database } }))).toMatchObject({
      status: 422,
    });
  });

  test("a body that is not JSON is a clear 400", async () => {
    const answer = await fetch(app.url + JOBS, {
      method: "POST",
      headers: { authorization: "Bearer sk_sluice_for_tests_0000", "content-type": "application/json" },
      body: "{",
    });
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      400,
      "invalid_input",
    ]);
  });
});

describe("health", () => {
  test("lives without an engine, and says what readiness lacks", async () => {
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    const answer = await fetch(`${app.url}/readyz`);
    expect([answer.status, ((await answer.json()) as { missing: string[] }).missing]).toEqual([
      503,
      [expect.stringContaining("engine")],
    ]);
  });
});
