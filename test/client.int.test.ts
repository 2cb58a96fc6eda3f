import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createClient, SluiceError } from "@sluice/client";
import { startTestApp, type TestApp } from "@sluice/server/testing";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const newJob = {
  name: "From a client",
  source: { connector: "stripe" as const },
  destination: { database: "client_test" },
  webhookConfig: { secret: "whsec_of_the_client" },
};
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
});
afterAll(() => app.close());

test("the client and the server understand each other: create, list, follow, change, refuse, remove", async () => {
  const sluice = createClient({ baseUrl: app.url, apiKey: app.ownerKey, workspaceId: "default" });
  const job = await sluice.syncJobs.create({ body: newJob });
  const params = { jobId: job.id };
  for (const type of ["customer.created", "invoice.paid", "customer.created"])
    await sluice.syncJobs.sendTest({ params, body: { type } });
  const seen: string[] = [];
  for await (const event of sluice.events.list.each({ query: { jobId: job.id, limit: 2 } }))
    seen.push(event.type);
  expect(seen).toEqual(["customer.created", "invoice.paid", "customer.created"]);
  expect(await sluice.syncJobs.update({ params, body: { paused: true } })).toMatchObject({ paused: true });
  const refused = await sluice.syncJobs
    .update({ params, body: { webhookConfig: { batchSize: 0 } } })
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(SluiceError);
  expect(refused).toMatchObject({
    status: 400,
    code: "invalid_input",
    fields: [{ field: "webhookConfig.batchSize", in: "body" }],
    requestId: expect.stringMatching(/^req_/),
  });
  expect(await sluice.syncJobs.remove({ params })).toBeUndefined();
  await expect(sluice.syncJobs.get({ params })).rejects.toMatchObject({ code: "not_found" });
  const stranger = createClient({ baseUrl: app.url, apiKey: "sk_wrong" });
  await expect(stranger.events.list()).rejects.toMatchObject({ status: 401, code: "unauthenticated" });
});

describe("the package as an outsider installs it", () => {
  let folder: string;
  beforeAll(() => {
    execFileSync("npm", ["run", "-s", "build", "-w", "client"], { cwd: root });
    folder = mkdtempSync(path.join(tmpdir(), "sluice-client-"));
    const modules = path.join(folder, "node_modules");
    mkdirSync(path.join(modules, "@sluice"), { recursive: true });
    cpSync(path.join(root, "client/dist"), path.join(modules, "@sluice/client"), { recursive: true });
    symlinkSync(path.join(root, "node_modules/zod"), path.join(modules, "zod"));
    writeFileSync(path.join(folder, "package.json"), '{"type":"module"}');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("runs in Node with nothing else installed", async () => {
    writeFileSync(
      path.join(folder, "jobs.js"),
      `import { createClient } from "@sluice/client";
       const sluice = createClient({ baseUrl: ${JSON.stringify(app.url)}, apiKey: ${JSON.stringify(app.ownerKey)}, workspaceId: "default" });
       const { id } = await sluice.syncJobs.create({ body: ${JSON.stringify(newJob)} });
       const { data } = await sluice.syncJobs.list();
       console.log(data.some((job) => job.id === id));`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, ["jobs.js"], { cwd: folder });
    expect(stdout.trim()).toBe("true");
  });

  test("is typed, for strict compilers that check libraries too", () => {
    writeFileSync(
      path.join(folder, "typed.ts"),
      `import { createClient, type ResultOf, type SluiceContract } from "@sluice/client";
       const sluice = createClient({ baseUrl: "" });
       export const job: ResultOf<SluiceContract["syncJobs"]["get"]> = await sluice.syncJobs.get({ params: { jobId: "a" } });
       export const paused: boolean = job.paused;
       // @ts-expect-error there is no such field
       job.nothing;
       // @ts-expect-error there is no such status
       sluice.events.list({ query: { status: "lost" } });`,
    );
    const flags = [
      "--strict",
      "--noEmit",
      "--target",
      "es2022",
      "--module",
      "nodenext",
      "--lib",
      "es2022,dom",
    ];
    const tsc = path.join(root, "node_modules/.bin/tsc");
    expect(() => execFileSync(tsc, [...flags, "--types", "", "typed.ts"], { cwd: folder })).not.toThrow();
  });
});
