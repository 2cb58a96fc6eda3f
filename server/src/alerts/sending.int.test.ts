import type { AlertChannel } from "@sluice/shared/alerts";
import { USUAL_ALERTS } from "@sluice/shared/alerts";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import type { Ctx } from "../context.ts";
import type { FaultPoint } from "../platform/faults.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { alertBench, isSignedBy, mailServer, receiver } from "./alerts-testing.ts";
import { checkJobs, sendMessage, tellAlerts } from "./index.ts";
import { type MessageDoc, messageRepo } from "./message-repo.ts";

const MINUTE = 60_000;
const CHANNELS = "/api/workspaces/default/alert-channels";
let app: TestApp;
let hook: Awaited<ReturnType<typeof receiver>>;
let smtp: Awaited<ReturnType<typeof mailServer>>;
const bench = alertBench(() => app);
const messages = () => app.services.ctx.db.collection<MessageDoc>("alert_messages");

beforeAll(async () => {
  [hook, smtp] = [await receiver(), await mailServer()];
  app = await startTestApp(inject("mongoUri"), {
    SLUICE_ALLOW_PRIVATE: "1",
    SLUICE_TIME_SCALE: "0.1",
    SLUICE_SMTP_URL: smtp.url,
    SLUICE_MAIL_FROM: "alerts@example.com",
  });
});
afterAll(async () => {
  await app.close();
  hook.close();
  smtp.close();
});
afterEach(async () => {
  for (const name of ["alert_channels", "alerts", "alert_messages", "alert_settings", "sync_jobs"])
    await app.services.ctx.db.collection(name).deleteMany({});
  for (const list of [hook.got, hook.answers, smtp.got]) list.length = 0;
});

/** A job that has been quiet for longer than its rule lets pass. */
async function quietJob(): Promise<SyncJob> {
  const job = await bench.createJob();
  await bench.settings(job, { ...USUAL_ALERTS, quiet: { enabled: true, afterMinutes: 10 } });
  return job;
}
const webhook = () => bench.channel({ kind: "webhook", name: "Hook", url: hook.url });
const dueNow = () => messages().updateMany({ state: "due" }, { $set: { dueAt: new Date(0) } });
const messagesOf = async (job: SyncJob) => (await bench.alerts(job))[0]?.messages ?? [];

test("a channel that does not take it is tried again, later and later, until it is given up for all to see", async () => {
  const job = await quietJob();
  await webhook();
  await bench.look(11 * MINUTE);
  hook.answers.push(...Array.from({ length: 9 }, () => ({ status: 500, body: "out of order" })));
  const waits: number[] = [];
  const results: string[] = [];
  for (let tries = 0; tries < 9; tries += 1) {
    results.push(...(await bench.sendAll()));
    const [message] = await messagesOf(job);
    waits.push(message?.nextTryAt ? (Date.parse(message.nextTryAt) - Date.now()) / 100 : 0);
    expect(await bench.sendAll()).toEqual([]);
    await dueNow();
  }
  expect(results).toEqual([...Array.from({ length: 8 }, () => "retrying"), "failed"]);
  const expected = [10, 30, 60, 300, 900, 1_800, 3_600, 7_200, 0];
  for (const [index, wait] of waits.entries())
    expect(Math.abs(wait - (expected[index] as number))).toBeLessThan(9);
  const [message] = await messagesOf(job);
  expect(message).toMatchObject({ state: "failed", nextTryAt: null });
  expect(message?.attempts).toHaveLength(9);
  expect(message?.attempts.at(-1)).toMatchObject({ ok: false, status: 500, answer: "out of order" });
  expect(new Set(hook.got.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([message?.id]));
  const { data } = (await app.api("GET", CHANNELS)).body as { data: AlertChannel[] };
  expect(data[0]?.lastAnswer).toMatchObject({ ok: false, answer: "out of order" });
});

test("an alert that nobody could be told of needs somebody", async () => {
  const job = await quietJob();
  await bench.channel({ kind: "slack", name: "#ops", url: hook.url });
  await bench.look(11 * MINUTE);
  hook.answers.push({ status: 404, body: "no_service" });
  expect(await bench.sendAll()).toEqual(["failed"]);
  const { body } = await app.api("GET", "/api/workspaces/default/overview");
  const { concerns } = body as { concerns: { data: Array<{ kind: string; jobId: string }> } };
  expect(concerns.data.find(({ kind }) => kind === "untold")).toMatchObject({
    jobId: job.id,
    jobName: "Receiving",
    channel: "#ops",
    answer: "no_service",
  });
});

test("Retry-After is waited for, and what is taken then is sent", async () => {
  const job = await quietJob();
  await webhook();
  await bench.look(11 * MINUTE);
  hook.answers.push({ status: 429, headers: { "retry-after": "120" } });
  expect(await bench.sendAll()).toEqual(["retrying"]);
  const [message] = await messagesOf(job);
  expect(Date.parse(message?.nextTryAt as string) - Date.now()).toBeGreaterThan(10_000);
  await dueNow();
  expect(await bench.sendAll()).toEqual(["sent"]);
});

test.each([
  ["a webhook of Slack that is gone", "slack", 404, "no_service"],
  ["a webhook that is gone for good", "webhook", 410, "gone"],
])("%s is not tried again", async (_what, kind, status, body) => {
  await quietJob();
  await bench.channel({ kind, name: "Gone", url: hook.url });
  await bench.look(11 * MINUTE);
  hook.answers.push({ status, body });
  expect(await bench.sendAll()).toEqual(["failed"]);
});

test("a mailbox that is refused for good is not tried again", async () => {
  const job = await quietJob();
  await bench.channel({ kind: "email", name: "Mail", to: ["nobody@example.com"] });
  await bench.look(11 * MINUTE);
  expect(await bench.sendAll()).toEqual(["failed"]);
  expect((await messagesOf(job))[0]?.attempts[0]).toMatchObject({
    ok: false,
    status: 550,
    answer: expect.stringContaining("no such mailbox"),
  });
});

test("nothing is sent to a channel that was turned off or removed meanwhile", async () => {
  await quietJob();
  const [off, gone] = [await webhook(), await webhook()];
  await bench.look(11 * MINUTE);
  await app.api("PATCH", `${CHANNELS}/${off.id}`, { enabled: false });
  await app.api("DELETE", `${CHANNELS}/${gone.id}`);
  expect(await bench.sendAll()).toEqual(["dropped", "dropped"]);
  expect(hook.got).toEqual([]);
});

const POINTS = [
  "alerts:after-open",
  "alerts:after-take",
  "alerts:after-store",
  "alerts:before-send",
] as const;
/** The same process, but it dies at this point. */
const dyingAt = (point: FaultPoint): Ctx => ({
  ...app.services.ctx,
  faults: {
    at(reached) {
      if (reached === point) throw new Error(`died at ${point}`);
    },
  },
});

test.each([...POINTS, "alerts:after-send" as const])(
  "who dies %s leaves it to be told once",
  async (point) => {
    const job = await quietJob();
    const { secret } = await webhook();
    const { rollups, deliverer } = app.services;
    const dying = dyingAt(point);
    const now = new Date(Date.now() + 11 * MINUTE);
    const died = async () => {
      await checkJobs(dying, rollups, "", now);
      await tellAlerts(dying, now);
      for (const id of await messageRepo(dying.db).due()) await sendMessage(dying, deliverer, id);
    };
    await expect(died()).rejects.toThrow(`died at ${point}`);

    // Whoever comes later sees a batch, or a sending, that nobody has ended.
    await bench.look(12 * MINUTE);
    await dueNow();
    await bench.sendAll();
    await bench.look(13 * MINUTE);
    expect(await bench.sendAll()).toEqual([]);

    expect(await messagesOf(job)).toMatchObject([{ state: "sent" }]);
    // The answer to the first was lost with its sender: a receiver tells the repeat by its id.
    expect(hook.got).toHaveLength(point === "alerts:after-send" ? 2 : 1);
    expect(new Set(hook.got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    for (const one of hook.got) expect(isSignedBy(secret, one)).toBe(true);
  },
);

test("a sender that died is followed by another only when its time is over", async () => {
  await quietJob();
  await webhook();
  const [id] = await bench.look(11 * MINUTE);
  const { ctx, deliverer } = app.services;
  await expect(sendMessage(dyingAt("alerts:before-send"), deliverer, id as string)).rejects.toThrow();
  expect(await sendMessage(ctx, deliverer, id as string)).toBe("not_due");
  await expect.poll(() => sendMessage(ctx, deliverer, id as string), { timeout: 5_000 }).toBe("sent");
});

test("a test shows the real answer, and why there is none", async () => {
  const channel = await webhook();
  hook.answers.push({ status: 401, body: "who are you?" });
  const path = `${CHANNELS}/${channel.id}/test`;
  expect((await app.api("POST", path)).body).toMatchObject({
    ok: false,
    status: 401,
    answer: "who are you?",
  });
  expect((await app.api("POST", path)).body).toMatchObject({ ok: true, status: 200, answer: "ok" });
  expect(JSON.parse(hook.got[0]?.body as string)).toMatchObject({ type: "alert.test" });

  await app.api("PATCH", `${CHANNELS}/${channel.id}`, { url: "http://127.0.0.1:9/x" });
  expect((await app.api("POST", path)).body).toMatchObject({
    ok: false,
    status: null,
    answer: "127.0.0.1:9 refuses connections.",
  });
  const mail = await bench.channel({ kind: "email", name: "Mail", to: ["ada@example.com"] });
  expect((await app.api("POST", `${CHANNELS}/${mail.id}/test`)).body).toMatchObject({
    ok: true,
    status: 250,
  });
  expect(smtp.got[0]).toContain("This is a test.");
});

test("a webhook's secret is shown once, and for a day two of them sign", async () => {
  const { id, secret } = await webhook();
  const { data } = (await app.api("GET", CHANNELS)).body as { data: AlertChannel[] };
  expect(data[0]).toMatchObject({ target: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/••••$/) });
  expect(JSON.stringify(data)).not.toContain("secret-part");
  expect(JSON.stringify(data)).not.toContain(secret);
  const rotated = (await app.api("POST", `${CHANNELS}/${id}/secret`)).body as { secret: string };
  await app.api("POST", `${CHANNELS}/${id}/test`);
  for (const one of [secret, rotated.secret]) expect(isSignedBy(one, hook.got[0] as never)).toBe(true);
  const stored = JSON.stringify(await app.services.ctx.db.collection("alert_channels").findOne());
  for (const one of [secret, rotated.secret, "secret-part"]) expect(stored).not.toContain(one);
});

test("where private addresses and e-mail are not allowed for, a channel there is refused, or says what is missing", async () => {
  const strict = await startTestApp(inject("mongoUri"));
  try {
    for (const url of [
      "https://127.0.0.1/x",
      "https://169.254.169.254/",
      "http://example.com/",
      "https://localhost/",
    ])
      expect((await strict.api("POST", CHANNELS, { kind: "slack", name: "In", url })).status).toBe(422);
    const mail = (await strict.api("POST", CHANNELS, { kind: "email", name: "M", to: ["ada@example.com"] }))
      .body as AlertChannel;
    expect((await strict.api("GET", CHANNELS)).body).toMatchObject({
      mailNeeds: ["SLUICE_SMTP_URL", "SLUICE_MAIL_FROM"],
    });
    expect((await strict.api("POST", `${CHANNELS}/${mail.id}/test`)).body).toMatchObject({
      ok: false,
      answer: "E-mail is not set up: the operator must set SLUICE_SMTP_URL and SLUICE_MAIL_FROM.",
    });
  } finally {
    await strict.close();
  }
});
