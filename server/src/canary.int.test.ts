import fs from "node:fs";
import type { OpDef } from "@sluice/shared/contract";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { customerEvent, signed } from "./events/receive-testing.ts";
import type { AnyExample } from "./testing/examples.ts";
import { caller, startTestApp, type TestApp } from "./testing/index.ts";
import { operations, sender } from "./testing/operations.ts";

// Secrets that can be recognised are planted, everything is called, and then they are looked for: in the answers,
// in the log, and in the database.
const JOBS = "/api/workspaces/default/sync-jobs";
const STDERR = 2;
const given = {
  "webhook secret": "whsec_canary1webhook0secret",
  "previous webhook secret": "whsec_canary2previous0secret",
  "draft's webhook secret": "whsec_canary3drafts0secret",
  "provider's API key": "rk_live_canary4provider0key",
  "draft's API key": "rk_live_canary5drafts0key",
  "destination's password": "canary6destination0password",
  "draft's password": "canary7drafts0password",
  "person's password": "canary8 persons password",
  "refused password": "canary9 refused password",
  "credential of a webhook": "canary10-of-a-webhook",
  "cookie of a webhook": "canary11-cookie-of-a-webhook",
  "key of a webhook": "canary12-key-of-a-webhook",
  "alert channel's address": "canary13-alert-channel",
};
/** Those that the product makes; known once they are planted. */
const made = {
  "API key": "",
  "admin key": "",
  "invitation's token": "",
  "session's cookie": "",
  "alert channel's secret": "",
};
/** Kept as it came, for a diagnosis, and never shown. */
const shown = { signature: "" };

let app: TestApp;
let job: SyncJob;
let event: string;
let session: Record<string, string>;
const log: string[] = [];
const answers: (readonly [operation: string, text: string])[] = [];
const send = sender(() => app);
const uriOf = (password: string) => `mongodb://canary:${password}@127.0.0.1:9/?serverSelectionTimeoutMS=200`;

async function plant(): Promise<void> {
  const source = { connector: "stripe", apiKey: given["provider's API key"] };
  // The engine of the tests asks for no password: a part of the URI that it lets pass stands for one.
  const uri = new URL(inject("mongoUri"));
  uri.pathname = "/";
  uri.searchParams.set("appName", given["destination's password"]);
  const destination = { uri: uri.toString(), database: "canary_test" };
  const settings = { name: "Canary", source, destination };
  const secret = given["previous webhook secret"];
  job = (await app.api("POST", JOBS, { ...settings, webhookConfig: { secret } })).body;
  await app.api("POST", `${JOBS}/${job.id}/webhook/secret`, { secret: given["webhook secret"] });
  const key = await app.api("POST", "/api/v1/api-keys", { name: "Canary", role: "viewer" });
  const operator = caller(app, app.ownerKey);
  const invitation = { email: "canary@example.com", role: "member" };
  const invited = await operator.call("POST", "/api/workspaces/default/invitations", invitation);
  const token = String(invited.body.url).split("#")[1] as string;
  const open = await operator.call("POST", "/api/workspaces/default/invitations", {
    ...invitation,
    email: "later@example.com",
  });
  const person = caller(app);
  const password = given["person's password"];
  await person.call("POST", "/api/auth/invitations/accept", { token, name: "Canary", password });
  session = { cookie: person.cookie() };
  Object.assign(made, {
    "API key": (key.body as { key: string }).key,
    "admin key": app.ownerKey,
    "invitation's token": token,
    "open invitation's token": String(open.body.url).split("#")[1],
    "session's cookie": decodeURIComponent(/session_token=([^;]+)/.exec(person.cookie())?.[1] ?? ""),
  });
  const url = `https://alerts.invalid/${given["alert channel's address"]}`;
  const channel = { kind: "webhook", name: "Canary", url };
  const alerts = await app.api("POST", "/api/workspaces/default/alert-channels", channel);
  made["alert channel's secret"] = (alerts.body as { secret: string }).secret;
  await app.api("PUT", "/api/workspaces/default/sync-job-draft", draft());
  const refused = { email: invitation.email, password: given["refused password"] };
  await caller(app).call("POST", "/api/auth/sign-in/email", refused);

  const body = JSON.stringify(customerEvent());
  const signature = signed(body, given["webhook secret"]);
  const credentials = {
    authorization: `Bearer ${given["credential of a webhook"]}`,
    cookie: `a=${given["cookie of a webhook"]}`,
    "x-api-key": given["key of a webhook"],
  };
  const post = (text: string) =>
    fetch(`${app.url}/api/webhooks/default/${job.id}`, {
      method: "POST",
      headers: { "content-type": "application/json", "stripe-signature": signature, ...credentials },
      body: text,
    });
  event = ((await (await post(body)).json()) as { id: string }).id;
  expect((await post(`${body} `)).status).toBe(401);
  shown.signature = /v1=([\da-f]+)/.exec(signature)?.[1] as string;
}

const draft = () => ({
  step: "connect",
  name: "Half done",
  source: { connector: "stripe", apiKey: given["draft's API key"] },
  destination: { uri: uriOf(given["draft's password"]), database: "half" },
  webhookConfig: { events: ["*"], secret: given["draft's webhook secret"] },
});

/** The example's call about what was planted, where its path takes such a thing. */
const planted = (op: OpDef, example: AnyExample): AnyExample => ({
  ...example,
  params: {
    ...example.params,
    ...(op.path.includes("{jobId}") && { jobId: job.id }),
    ...(op.path.startsWith("/api/v1/events/{id}") && { id: event }),
  },
});

beforeAll(async () => {
  const write = fs.writeSync;
  vi.spyOn(fs, "writeSync").mockImplementation(((fd: number, text: string, ...rest: []) => {
    if (fd !== STDERR) return write(fd, text, ...rest);
    log.push(String(text));
    return Buffer.byteLength(text);
  }) as typeof fs.writeSync);
  app = await startTestApp(inject("mongoUri"), {
    SLUICE_TRUST_PROXY: "1",
    SLUICE_ALLOW_PRIVATE: "1",
    SLUICE_LOG_LEVEL: "debug",
  });
  await plant();
  // Reading first, so that what was planted is still there; deleting last.
  const order = ["GET", "POST", "PUT", "PATCH", "DELETE"];
  const inOrder = operations.toSorted((a, b) => order.indexOf(a.op.method) - order.indexOf(b.op.method));
  for (const { op, make } of inOrder) {
    const example = await make(app);
    const note = (text: string) => answers.push([op.operationId, text]);
    const isLast = op.method === "DELETE";
    note((await send(op, example)).text);
    if (isLast || op.role === "public") continue;
    for (const headers of [undefined, session])
      note((await send(op, planted(op, { ...example, ...(headers && { headers }) }))).text);
  }
}, 240_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await app.close();
});

const leaks = (text: string, secrets: Readonly<Record<string, string>>): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []));

/** A cookie is a session's token and a signature of it; the database knows the token, which opens nothing alone. */
const withoutSignature = () => {
  const { "session's cookie": cookie, ...others } = made;
  return { ...others, "session's token": cookie.split(".")[0] as string };
};

test("everything was planted, called and heard", () => {
  for (const secret of Object.values({ ...given, ...made, ...shown }))
    expect(secret.length).toBeGreaterThan(8);
  expect(new Set(answers.map(([operation]) => operation)).size).toBe(operations.length);
  expect(log.join("")).toContain('"level":');
  expect(event).toMatch(/^evt_/);
});

test("no answer shows a secret after its making", () => {
  const secrets = { ...given, ...withoutSignature(), ...shown };
  const found = answers.flatMap(([operation, text]) =>
    leaks(text, secrets).map((name) => `${operation} shows the ${name}`),
  );
  expect(found).toEqual([]);
});

test("the log tells no secret", () => {
  const secrets = { ...given, ...withoutSignature() };
  expect(log.flatMap((line) => leaks(line, secrets).map((name) => `${name}: ${line}`))).toEqual([]);
});

test("the database holds no secret in plain text", async () => {
  const { db } = app.services.ctx;
  const found: string[] = [];
  let documents = 0;
  for (const { name } of await db.listCollections().toArray())
    for await (const bytes of db.collection(name).find({}, { raw: true })) {
      documents += 1;
      const text = (bytes as unknown as Buffer).toString("latin1");
      for (const leak of leaks(text, { ...given, ...made })) found.push(`${name} holds the ${leak}`);
    }
  expect(documents).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
