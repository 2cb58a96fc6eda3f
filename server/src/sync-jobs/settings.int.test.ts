import type { SyncJob, SyncJobVersion } from "@sluice/shared/sync-jobs";
import type { AuditEntry } from "@sluice/shared/workspaces";
import { expect, test } from "vitest";
import { errorOf, JOBS, jobsApp } from "./jobs-testing.ts";

const { app, create } = await jobsApp("settings");
const route = (job: SyncJob) => `${JOBS}/${job.id}`;
const patch = async (job: SyncJob, body: object): Promise<SyncJob> => {
  const answer = await app.api("PATCH", route(job), body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const versions = async (job: SyncJob, query = "") =>
  (await app.api("GET", `${route(job)}/versions${query}`)).body as {
    data: SyncJobVersion[];
    nextCursor: string | null;
  };
const audited = async (job: SyncJob) => {
  const { data }: { data: AuditEntry[] } = (await app.api("GET", `/api/v1/audit?target=${job.id}`)).body;
  return data.map(({ action }) => action).reverse();
};

test("a changed setting makes a new version that says what changed, and by whom", async () => {
  const job = await create({ source: { connector: "stripe", apiKey: "rk_live_0123456789" } });
  expect(job).toMatchObject({ version: 1, settingsChanged: { by: { kind: "key" } } });
  await patch(job, { name: "Renamed", webhookConfig: { batchSize: 7, events: ["invoice.*"] } });
  const changed = await patch(job, { source: { apiKey: "rk_live_9876543210" } });
  expect(changed.version).toBe(3);
  const { data } = await versions(job);
  expect(data.map(({ version, changes }) => [version, changes])).toEqual([
    [3, [{ field: "source.apiKey", from: "set", to: "set" }]],
    [
      2,
      [
        { field: "name", from: "settings", to: "Renamed" },
        { field: "webhookConfig.events", from: ["*"], to: ["invoice.*"] },
        { field: "webhookConfig.batchSize", from: 100, to: 7 },
      ],
    ],
    [1, []],
  ]);
  expect(data[0]).toMatchObject({ at: changed.settingsChanged?.at, by: { kind: "key" } });
  const stored = app.services.ctx.db.collection("sync_job_versions").find({ jobId: job.id });
  expect(JSON.stringify([await stored.toArray(), await app.api("GET", "/api/v1/audit")])).not.toContain(
    "rk_live",
  );
});

test("versions are paged, and one that the last crash kept from the history is there all the same", async () => {
  const job = await create();
  for (const batchSize of [1, 2, 3]) await patch(job, { webhookConfig: { batchSize } });
  const history = app.services.ctx.db.collection<{ _id: string }>("sync_job_versions");
  await history.deleteOne({ _id: `${job.id}:4` });
  const first = await versions(job, "?limit=2");
  expect(first.data.map(({ version }) => version)).toEqual([4, 3]);
  const second = await versions(job, `?limit=2&cursor=${first.nextCursor}`);
  expect([second.data.map(({ version }) => version), second.nextCursor]).toEqual([[2, 1], null]);
});

test("what changes nothing makes no version; neither does pausing or disabling, which say since when", async () => {
  const job = await create();
  expect(await patch(job, { name: job.name, webhookConfig: { batchSize: 100 } })).toMatchObject({
    version: 1,
  });
  const resting = await patch(job, { paused: true, enabled: false });
  expect(resting).toMatchObject({
    version: 1,
    pausedSince: { at: expect.any(String), by: { kind: "key" } },
    disabled: { at: expect.any(String) },
  });
  expect(await patch(job, { paused: true })).toMatchObject({ pausedSince: resting.pausedSince });
  const back = await patch(job, { paused: false, enabled: true });
  expect([back.pausedSince, back.disabled]).toEqual([undefined, undefined]);
  expect(await audited(job)).toEqual([
    "sync_job.created",
    "sync_job.disabled",
    "sync_job.paused",
    "sync_job.enabled",
    "sync_job.resumed",
  ]);
});

test("a change made to settings that somebody else has changed since is a conflict", async () => {
  const job = await create();
  await patch(job, { name: "Mine", version: 1 });
  const late = errorOf(await app.api("PATCH", route(job), { name: "Theirs", version: 1 }));
  expect(late).toMatchObject({
    status: 409,
    code: "conflict",
    message: expect.stringContaining("version 2"),
  });
  expect((await app.api("GET", route(job))).body).toMatchObject({ name: "Mine", version: 2 });
});

test("changes made at the same time are all kept, each with a version of its own", async () => {
  const job = await create();
  await Promise.all([
    patch(job, { name: "Together" }),
    patch(job, { timezone: "Europe/Berlin" }),
    patch(job, { webhookConfig: { batchSize: 5 } }),
  ]);
  expect((await app.api("GET", route(job))).body).toMatchObject({
    name: "Together",
    timezone: "Europe/Berlin",
    webhookConfig: { batchSize: 5 },
    version: 4,
  });
  expect((await versions(job)).data.map(({ version, changes }) => [version, changes.length])).toEqual([
    [4, 1],
    [3, 1],
    [2, 1],
    [1, 0],
  ]);
});

test("deleting takes the name where one is given, and leaves word of where the documents stay", async () => {
  const job = await create({ name: "Keep me?" });
  expect(errorOf(await app.api("DELETE", `${route(job)}?confirm=keep`))).toMatchObject({ status: 409 });
  expect((await app.api("DELETE", `${route(job)}?confirm=${encodeURIComponent("Keep me?")}`)).status).toBe(
    204,
  );
  const { data }: { data: AuditEntry[] } = (await app.api("GET", `/api/v1/audit?target=${job.id}`)).body;
  expect(data[0]).toMatchObject({
    action: "sync_job.deleted",
    details: { name: "Keep me?", documentsStayIn: "ledger/settings_test" },
  });
});
