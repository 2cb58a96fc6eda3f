import { USUAL_ALERTS } from "@sluice/shared/alerts";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { firstIdAt } from "../platform/ids.ts";
import { laneRepo } from "../platform/lanes/index.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { alertBench, isSignedBy, mailServer, receiver } from "./alerts-testing.ts";
import { cleanAlerts, resendAlerts } from "./index.ts";

const MINUTE = 60_000;
/** A minute that is still open is not counted again at once. */
const PATIENT = { timeout: 20_000 };
const DAY = 24 * 60 * MINUTE;
const { failing: f, blocked: b, quiet: q, schedule: s } = USUAL_ALERTS;
const OFF = {
  failing: { ...f, enabled: false },
  blocked: { ...b, enabled: false },
  quiet: { ...q, enabled: false },
  schedule: { ...s, enabled: false },
};
const failing = (over = {}) => ({
  failing: { enabled: true, atLeast: 2, percent: 50, windowMinutes: 30, ...over },
});

let app: TestApp;
let hook: Awaited<ReturnType<typeof receiver>>;
let smtp: Awaited<ReturnType<typeof mailServer>>;
const bench = alertBench(() => app);

beforeAll(async () => {
  [hook, smtp] = [await receiver(), await mailServer()];
  app = await startTestApp(inject("mongoUri"), {
    SLUICE_ALLOW_PRIVATE: "1",
    SLUICE_TIME_SCALE: "0.1",
    SLUICE_SMTP_URL: smtp.url,
    SLUICE_MAIL_FROM: "Sluice <alerts@example.com>",
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

const db = () => app.services.ctx.db;
const block = async (jobId: string, reason = "connect ECONNREFUSED") => {
  const lanes = laneRepo(db(), app.services.ctx.config.times);
  await lanes.ensure(`sync:${jobId}`);
  await lanes.block(`sync:${jobId}`, 30_000, reason);
};
const unblock = (jobId: string) => laneRepo(db(), app.services.ctx.config.times).unblock(`sync:${jobId}`);

test("a job whose events fail is told by e-mail, Slack and webhook, and again when it is over", async () => {
  const job = await bench.createJob("Stripe <live>");
  await bench.channel({ kind: "email", name: "Mail", to: ["ada@example.com", "bob@example.com"] });
  await bench.channel({ kind: "slack", name: "Slack", url: hook.url });
  const { secret } = await bench.channel({ kind: "webhook", name: "Hook", url: hook.url });
  await bench.settings(job, failing());
  await bench.settle(job, "processed", 1);
  await bench.settle(job, "failed", 1);
  expect(await bench.look()).toEqual([]);

  await bench.settle(job, "failed", 1);
  await expect.poll(() => bench.look(), PATIENT).toHaveLength(3);
  expect(await bench.sendAll()).toEqual(["sent", "sent", "sent"]);
  const [alert] = await bench.alerts(job);
  const text = expect.stringMatching(
    /^2 of 3 events that came within 30 minutes failed\. Most of them: .+\.$/,
  );
  expect(alert).toMatchObject({ rule: "failing", state: "open", text, endedAt: null, tellAt: null });
  expect(alert?.messages.map(({ kind, state, attempts }) => [kind, state, attempts[0]?.ok])).toEqual(
    Array.from({ length: 3 }, () => ["opened", "sent", true]),
  );

  expect(smtp.got).toHaveLength(1);
  expect(smtp.got[0]).toMatch(/^To: ada@example\.com, bob@example\.com/m);
  expect(smtp.got[0]).toMatch(/^Subject: \[Sluice\] Stripe <live>: events fail/m);
  const mailId = alert?.messages.find(({ channelKind }) => channelKind === "email")?.id;
  expect(smtp.got[0]).toContain(`<${mailId}@127.0.0.1>`);
  const bodies = hook.got.map((one) => JSON.parse(one.body));
  const slack = bodies.find((one) => "text" in one);
  expect(slack.text).toContain("Stripe &lt;live&gt;");
  const signed = hook.got.find((one) => one.headers["webhook-id"]);
  expect(isSignedBy(secret, signed as never)).toBe(true);
  expect(isSignedBy(`${secret.slice(0, -4)}AAA=`, signed as never)).toBe(false);
  expect(JSON.parse(signed?.body as string)).toMatchObject({
    type: "alert.opened",
    data: {
      workspaceId: "default",
      alerts: [{ rule: "failing", state: "open", job: { id: job.id, name: job.name } }],
    },
  });

  expect(await bench.look()).toEqual([]);
  await bench.settle(job, "processed", 5);
  await expect.poll(() => bench.look(), PATIENT).toHaveLength(3);
  await bench.sendAll();
  expect(smtp.got.at(-1)).toMatch(/^Subject: \[Sluice\] Recovered: Stripe <live> \(events fail\)/m);
  expect(JSON.parse(hook.got.at(-1)?.body as string).type ?? "slack").toMatch(/alert\.recovered|slack/);
  expect((await bench.alerts(job))[0]).toMatchObject({ state: "recovered", endedAt: expect.any(String) });
});

test("what comes back within the cool-down is told after it, and not at all if it is over by then", async () => {
  const job = await bench.createJob();
  await bench.channel({ kind: "webhook", name: "Hook", url: hook.url });
  await bench.settings(job, { ...OFF, blocked: { enabled: true, afterMinutes: 5 }, coolDownMinutes: 60 });
  await block(job.id);
  expect(await bench.look()).toEqual([]);
  await bench.look(6 * MINUTE);
  await unblock(job.id);
  await bench.look(7 * MINUTE);
  expect(await bench.sendAll()).toEqual(["sent", "sent"]);

  await block(job.id);
  expect(await bench.look(20 * MINUTE)).toEqual([]);
  const [second] = await bench.alerts(job);
  expect(second).toMatchObject({ state: "open", messages: [] });
  expect(Date.parse(second?.tellAt as string) - Date.now()).toBeGreaterThan(60 * MINUTE);
  await unblock(job.id);
  expect(await bench.look(30 * MINUTE)).toEqual([]);
  expect((await bench.alerts(job))[0]).toMatchObject({ state: "recovered", messages: [], tellAt: null });

  await block(job.id);
  expect(await bench.look(40 * MINUTE)).toEqual([]);
  expect(await bench.look(68 * MINUTE)).toHaveLength(1);
});

test("what goes on is told once a day, with what is so by then", async () => {
  const job = await bench.createJob();
  await bench.channel({ kind: "webhook", name: "Hook", url: hook.url });
  await bench.settings(job, { ...OFF, quiet: { enabled: true, afterMinutes: 10 } });
  expect(await bench.look(11 * MINUTE)).toHaveLength(1);
  await bench.sendAll();
  for (const hours of [1, 5, 12, 23]) expect(await bench.look(hours * 60 * MINUTE)).toEqual([]);
  expect(await bench.look(DAY + 12 * MINUTE)).toHaveLength(1);
  await bench.sendAll();
  expect(await bench.look(DAY + 60 * MINUTE)).toEqual([]);
  const told = hook.got.map(({ body }) => JSON.parse(body));
  expect(told.map(({ type, data }) => [type, data.alerts[0].text])).toEqual([
    ["alert.opened", "No event has come for 11 minutes."],
    ["alert.reminder", "No event has come for 24 hours."],
  ]);
});

test("many jobs with one cause are one message, and those that follow wait for the next", async () => {
  const jobs = await Promise.all(Array.from({ length: 30 }, (_, index) => bench.createJob(`Job ${index}`)));
  await bench.channel({ kind: "webhook", name: "Hook", url: hook.url });
  await bench.channel({ kind: "email", name: "Mail", to: ["ada@example.com"] });
  for (const { id } of jobs.slice(0, 25)) await block(id);
  expect(await bench.look(6 * MINUTE)).toHaveLength(2);
  await bench.sendAll();
  expect(hook.got).toHaveLength(1);
  expect(JSON.parse(hook.got[0]?.body as string).data.alerts).toHaveLength(25);
  expect(smtp.got).toHaveLength(1);
  expect(smtp.got[0]).toMatch(/Subject: \[Sluice\] 25 jobs: nothing can be written/);
  expect(smtp.got[0]).toContain("and 15 more");

  for (const { id } of jobs.slice(25)) await block(id);
  for (const minute of [7, 8, 9, 20]) expect(await bench.look(minute * MINUTE)).toEqual([]);
  expect(await bench.look(37 * MINUTE)).toHaveLength(2);
  await bench.sendAll();
  expect(JSON.parse(hook.got[1]?.body as string).data.alerts).toHaveLength(5);

  for (const { id } of jobs) await unblock(id);
  expect(await bench.look(38 * MINUTE)).toHaveLength(2);
  await bench.sendAll();
  expect(hook.got).toHaveLength(3);
  expect(JSON.parse(hook.got[2]?.body as string)).toMatchObject({ type: "alert.recovered" });
});

test("a schedule is watched: a run that is overdue, and one that failed, until the next goes well", async () => {
  const job = await bench.createJob();
  const jobs = db().collection<{ _id: string }>("sync_jobs");
  const due = (at: Date) =>
    jobs.updateOne(
      { _id: job.id },
      { $set: { schedule: { cron: "0 * * * *", timezone: "UTC", mode: "changes" }, nextRunAt: at } },
    );
  let serial = 0;
  const ended = (status: string, error?: string) =>
    db()
      .collection<{ _id: string }>("sync_runs")
      .insertOne({
        _id: `run_0${serial++}`,
        jobId: job.id,
        kind: "changes",
        status,
        ...(error && { error }),
      } as never);
  const state = async () => (await bench.alerts(job)).map(({ rule, state, text }) => [rule, state, text]);
  await bench.settings(job, { ...OFF, schedule: { enabled: true, lateMinutes: 15 } });
  await due(new Date(Date.now() - 10 * MINUTE));
  await bench.look();
  expect(await state()).toEqual([]);
  await bench.look(6 * MINUTE);
  expect(await state()).toEqual([["schedule", "open", "A scheduled run is overdue for 16 minutes."]]);
  await due(new Date(Date.now() + 60 * MINUTE));
  await bench.look(7 * MINUTE);
  expect((await state())[0]?.[1]).toBe("recovered");

  await ended("completed");
  await ended("failed", "Stripe does not accept the key of this job.");
  await bench.look(8 * MINUTE);
  const text = "The last scheduled run failed: Stripe does not accept the key of this job.";
  expect((await state())[0]).toEqual(["schedule", "open", text]);
  await ended("completed");
  await bench.look(9 * MINUTE);
  expect((await state())[0]?.[1]).toBe("recovered");
});

test("two workers at once open one alert and send one message", async () => {
  const job = await bench.createJob();
  await bench.channel({ kind: "webhook", name: "Hook", url: hook.url });
  await bench.settings(job, { ...OFF, quiet: { enabled: true, afterMinutes: 10 } });
  await Promise.all(Array.from({ length: 6 }, () => bench.look(11 * MINUTE)));
  await Promise.all([bench.sendAll(), bench.sendAll(), bench.sendAll()]);
  expect(hook.got).toHaveLength(1);
  expect(await bench.alerts(job)).toHaveLength(1);
  await bench.settle(job, "processed", 1);
  await expect
    .poll(() => Promise.all(Array.from({ length: 6 }, () => bench.look())), PATIENT)
    .toContainEqual([expect.any(String)]);
  await Promise.all([bench.sendAll(), bench.sendAll()]);
  expect(hook.got).toHaveLength(2);
});

test("a job that is paused, or whose rule is turned off, is not watched: nobody is told that it is over", async () => {
  const [paused, off] = [await bench.createJob(), await bench.createJob()];
  await bench.channel({ kind: "webhook", name: "Hook", url: hook.url });
  for (const job of [paused, off])
    await bench.settings(job, { ...OFF, quiet: { enabled: true, afterMinutes: 10 } });
  await bench.look(11 * MINUTE);
  await bench.sendAll();
  await app.api("PATCH", `/api/workspaces/default/sync-jobs/${paused.id}`, { paused: true });
  await bench.settings(off, OFF);
  expect(await bench.look(12 * MINUTE)).toEqual([]);
  for (const job of [paused, off]) expect((await bench.alerts(job))[0]).toMatchObject({ state: "ended" });
});

test("a job that is gone leaves no alert open", async () => {
  const job = await bench.createJob();
  await bench.settings(job, { ...OFF, quiet: { enabled: true, afterMinutes: 10 } });
  await bench.look(11 * MINUTE);
  await app.api("DELETE", `/api/workspaces/default/sync-jobs/${job.id}`);
  await bench.look(12 * MINUTE);
  expect(await bench.alerts()).toMatchObject([{ state: "ended" }]);
});

test("jobs follow their workspace's rules and channels until they have their own", async () => {
  const [follows, own] = [await bench.createJob("Follows"), await bench.createJob("Own")];
  const first = await bench.channel({ kind: "webhook", name: "First", url: hook.url });
  await bench.channel({ kind: "webhook", name: "Second", url: hook.url });
  const quiet = { enabled: true, afterMinutes: 10 };
  const path = "/api/workspaces/default/alert-settings";
  const { settings } = (await app.api("GET", path)).body as { settings: object };
  await app.api("PUT", path, { ...settings, ...OFF, quiet, channelIds: [first.id] });
  await bench.settings(own, OFF);
  expect(await bench.look(11 * MINUTE)).toHaveLength(1);
  expect(await bench.alerts(follows)).toHaveLength(1);
  expect(await bench.alerts(own)).toHaveLength(0);
  const strange = { ...settings, channelIds: ["ach_00000000000000000000000000"] };
  expect((await app.api("PUT", path, strange)).status).toBe(422);
});

test("alerts that ended are forgotten after 90 days, and what was sent of them; those that go on are not", async () => {
  const job = await bench.createJob();
  const now = Date.now();
  const idAt = (prefix: string, days: number) => firstIdAt(prefix, new Date(now - days * DAY));
  const own = {
    workspaceId: "default",
    jobId: job.id,
    jobName: "J",
    rule: "quiet",
    text: "",
    openedAt: new Date(),
  };
  await db()
    .collection<{ _id: string }>("alerts")
    .insertMany([
      { _id: idAt("alr", 91), ...own, state: "recovered" },
      { _id: idAt("alr", 92), ...own, state: "open", openKey: `${job.id}:quiet` },
      { _id: idAt("alr", 89), ...own, state: "recovered" },
    ] as never);
  await db()
    .collection<{ _id: string }>("alert_messages")
    .insertMany([
      { _id: idAt("msg", 91), state: "sent" },
      { _id: idAt("msg", 89), state: "sent" },
    ] as never);
  await cleanAlerts(app.services.ctx, new Date());
  expect((await bench.alerts(job)).map(({ id }) => id)).toEqual([idAt("alr", 89), idAt("alr", 92)]);
  expect(await db().collection("alert_messages").countDocuments()).toBe(1);
});

test("where nobody has looked at the jobs for long, one of several servers asks for it", async () => {
  const status = db().collection<{ _id: string; at: Date }>("platform_status");
  await status.deleteOne({ _id: "alerts-check" });
  const asked = async () => {
    app.sent.length = 0;
    await Promise.all([1, 2, 3].map(() => resendAlerts(app.services.ctx)));
    return app.sent.filter(({ name }) => name === "alerts/check-requested").length;
  };
  expect(await asked()).toBe(1);
  expect(await asked()).toBe(0);
  await status.updateOne({ _id: "alerts-check" }, { $set: { at: new Date(Date.now() - 10 * MINUTE) } });
  expect(await asked()).toBe(1);
});
