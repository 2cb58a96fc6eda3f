import type { SyncJob, SyncJobStats, SyncJobSummaries } from "@sluice/shared/sync-jobs";
import { expect, test } from "vitest";
import { type EventRow, eventRows } from "../events/index.ts";
import { laneRepo } from "../platform/lanes/index.ts";
import { laneOf } from "./index.ts";
import { errorOf, JOBS, jobsApp } from "./jobs-testing.ts";
import { rowsAt } from "./rows-testing.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { app, create } = await jobsApp("summaries");
const { ctx, rollups } = app.services;
const summaries = async (query = ""): Promise<SyncJobSummaries> => {
  const answer = await app.api("GET", `${JOBS}/summaries?${query}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};

/** Rows of a job, received so many milliseconds ago. */
async function received(job: SyncJob, ago: readonly number[], over: Partial<EventRow> = {}): Promise<void> {
  const rows = rowsAt(
    job.id,
    ago.map((ms) => new Date(Date.now() - ms)),
    over,
  );
  await eventRows(ctx.db).insertMany(rows);
  await rollups.mark(
    job.id,
    rows.map((row) => row.receivedAt),
  );
}
const every = (count: number, gap: number, since: number) =>
  Array.from({ length: count }, (_, index) => since + index * gap);
const age = (job: SyncJob, ms: number) =>
  ctx.db
    .collection<{ _id: string }>("sync_jobs")
    .updateOne({ _id: job.id }, { $set: { createdAt: new Date(Date.now() - ms) } });

const busy = await create({ name: "Busy" });
const failing = await create({ name: "Failing", destination: { database: "elsewhere" } });
const silent = await create({ name: "Silent" });
const rare = await create({
  name: "Rare",
  webhookConfig: { events: ["payout.*"], secret: "whsec_management" },
});
const closed = await create({ name: "Closed", enabled: false });
const resting = await create({ name: "Resting", paused: true });
const secretless = await create({ name: "Secretless", webhookConfig: {} });
const stuck = await create({ name: "Stuck" });
await received(busy, every(30, MINUTE, 1_000), { status: "processed", outcome: "applied" });
await received(busy, [2_000], { status: "pending" });
await received(failing, [3 * MINUTE, 3 * HOUR], { status: "failed" });
await received(silent, every(20, 5 * MINUTE, 6 * HOUR), { status: "processed" });
await age(silent, 9 * HOUR);
await received(rare, [2 * HOUR], { status: "filtered" });
await laneRepo(ctx.db, ctx.config.times).ensure(laneOf(stuck.id));
await laneRepo(ctx.db, ctx.config.times).block(laneOf(stuck.id), HOUR, "nobody there");

test("each job shows its day: what came, what became of it, how fast, and its bars", async () => {
  await expect.poll(async () => (await summaries("q=busy")).data[0]?.received).toBe(31);
  const [summary] = (await summaries("q=busy")).data;
  expect(summary).toMatchObject({
    job: { id: busy.id, name: "Busy" },
    state: "active",
    processed: 30,
    failed: 0,
    inFlight: 1,
  });
  expect(summary?.p95).toBeGreaterThan(80);
  expect(summary?.p95).toBeLessThan(125);
  expect(Date.now() - Date.parse(summary?.lastEventAt ?? "")).toBeLessThan(60_000);
  expect(summary?.sparkline).toHaveLength(49);
  expect(summary?.sparkline.reduce((sum, bar) => sum + bar.received, 0)).toBe(31);
});

test("the worst come first: failed, then what needs somebody, then the busiest", async () => {
  const { data, total, counts } = await summaries();
  expect(data.map(({ job }) => job.name)).toEqual([
    "Failing",
    "Silent",
    "Secretless",
    "Stuck",
    "Busy",
    "Rare",
    "Closed",
    "Resting",
  ]);
  expect(total).toBe(8);
  expect(counts).toEqual({ disabled: 1, blocked: 1, needsSecret: 1, paused: 1, quiet: 1, active: 3 });
});

test("a state shows its jobs alone, and the counts of all; text finds names, databases and event types", async () => {
  const quiet = await summaries("state=quiet");
  expect(quiet.data.map(({ job, usualGapMs }) => [job.id, Math.round((usualGapMs ?? 0) / MINUTE)])).toEqual([
    [silent.id, expect.any(Number)],
  ]);
  expect(quiet.total).toBe(8);
  const found = async (q: string) => (await summaries(`q=${q}`)).data.map(({ job }) => job.name);
  expect(await found("ELSE")).toEqual(["Failing"]);
  expect(await found("payout")).toEqual(["Rare"]);
  expect(await found("nothing")).toEqual([]);
  for (const [state, job] of Object.entries({
    disabled: closed,
    paused: resting,
    needsSecret: secretless,
    blocked: stuck,
  }))
    expect((await summaries(`state=${state}`)).data.map((one) => one.job.id)).toEqual([job.id]);
});

test("other orders, page by page without gaps or repeats", async () => {
  const names = async (query: string) => (await summaries(query)).data.map(({ job }) => job.name);
  expect((await names("sort=name")).slice(0, 3)).toEqual(["Busy", "Closed", "Failing"]);
  expect((await names("sort=newest"))[0]).toBe("Stuck");
  expect((await names("sort=received")).slice(0, 2)).toEqual(["Busy", "Silent"]);
  expect((await names("sort=lastEvent")).slice(0, 2)).toEqual(["Busy", "Failing"]);
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: SyncJobSummaries = await summaries(`sort=name&limit=3${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.data.map(({ job }) => job.name));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(await names("sort=name"));
  expect(errorOf(await app.api("GET", `${JOBS}/summaries?cursor=x`))).toMatchObject({ status: 400 });
});

test("a job's figures over a range: sums, and of each bucket what came, what became of it and how fast", async () => {
  const from = new Date(Date.now() - 2 * HOUR).toISOString();
  const stats: SyncJobStats = (await app.api("GET", `${JOBS}/${busy.id}/webhook/stats?from=${from}`)).body;
  expect(stats.range).toMatchObject({
    received: 31,
    processed: 30,
    open: 1,
    failed: 0,
    bucketMs: 2 * MINUTE,
  });
  expect(stats.timeline).toHaveLength(61);
  expect(Date.parse(stats.timeline[0]?.at ?? "") % (2 * MINUTE)).toBe(0);
  expect(stats.timeline.reduce((sum, { received }) => sum + received, 0)).toBe(31);
  const filled = stats.timeline.filter((point) => point.processed > 0);
  expect(filled.length).toBeGreaterThan(9);
  for (const { latencyMs } of filled) expect(latencyMs.p95).toBeGreaterThan(80);
  expect(stats.timeline[0]?.latencyMs).toEqual({ p50: null, p95: null });
  const earlier = await app.api(
    "GET",
    `${JOBS}/${busy.id}/webhook/stats?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z`,
  );
  expect(errorOf(earlier)).toMatchObject({ status: 400, message: expect.stringContaining("before from") });
});
