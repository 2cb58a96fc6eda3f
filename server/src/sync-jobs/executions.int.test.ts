import type { Execution, ExecutionDetail, SyncJob } from "@sluice/shared/sync-jobs";
import { expect, test } from "vitest";
import { eventRows } from "../events/index.ts";
import { executionRepo, type StepDoc } from "./execution-repo.ts";
import { errorOf, JOBS, jobsApp } from "./jobs-testing.ts";
import { rowsAt } from "./rows-testing.ts";

const START = Date.UTC(2026, 4, 17, 9);
const { app, create } = await jobsApp("executions");
const { ctx } = app.services;

/** A run that began so many minutes after START; its steps last 5 s each. */
async function run(job: SyncJob, id: string, minute: number, status: Execution["status"], steps: StepDoc[]) {
  for (const [index, step] of steps.entries()) {
    const at = new Date(START + minute * 60_000 + index * 5_000);
    await executionRepo(ctx.db).recordStep(
      {
        _id: id,
        jobId: job.id,
        workspaceId: "default",
        status,
        ...(status === "blocked" && { message: "away" }),
      },
      String(index),
      { at, ms: 4_000, ...step },
      new Date(at.getTime() + 4_000),
    );
  }
}
const counts = (claimed: number, failed = 0) => ({ batches: 1, claimed, applied: claimed - failed, failed });
const route = (job: SyncJob) => `${JOBS}/${job.id}/executions`;
const list = async (job: SyncJob, query = "") =>
  (await app.api("GET", `${route(job)}?${query}`)).body as { data: Execution[]; nextCursor: string | null };

test("are found by status and by when they started, newest first, page by page", async () => {
  const job = await create();
  for (const [index, status] of (
    ["completed", "blocked", "completed", "running", "completed"] as const
  ).entries())
    await run(job, `run_${9 - index}`, index, status, [counts(3)]);
  const ids = async (query: string) => (await list(job, query)).data.map(({ id }) => id);
  expect(await ids("")).toEqual(["run_5", "run_6", "run_7", "run_8", "run_9"]);
  expect(await ids("status=blocked")).toEqual(["run_8"]);
  expect(await ids("status=blocked&status=running")).toEqual(["run_6", "run_8"]);
  const at = (minute: number) => new Date(START + minute * 60_000).toISOString();
  expect(await ids(`from=${at(1)}&to=${at(3)}`)).toEqual(["run_7", "run_8"]);
  const first = await list(job, "limit=2");
  const second = await list(job, `limit=2&cursor=${first.nextCursor}`);
  const third = await list(job, `limit=2&cursor=${second.nextCursor}`);
  expect([first, second, third].map(({ data }) => data.map(({ id }) => id))).toEqual([
    ["run_5", "run_6"],
    ["run_7", "run_8"],
    ["run_9"],
  ]);
  expect(third.nextCursor).toBeNull();
  expect(errorOf(await app.api("GET", `${route(job)}?cursor=x`))).toMatchObject({ status: 400 });
});

test("one shows its steps with their times, its sums, and what failed by cause", async () => {
  const job = await create();
  await run(job, "run_detail", 0, "completed", [counts(100, 3), counts(20)]);
  const failed = (code: string) => ({
    status: "failed" as const,
    executionId: "run_detail",
    error: { code, message: `about ${code}` },
  });
  const before = new Date(START - 1_000);
  const rows = [
    ...rowsAt(job.id, [before, before], failed("duplicate_key")),
    ...rowsAt(job.id, [before], failed("too_deep")),
    ...rowsAt(job.id, [before], { ...failed("duplicate_key"), executionId: "run_another" }),
  ];
  await eventRows(ctx.db).insertMany(rows);
  const detail: ExecutionDetail = (await app.api("GET", `${route(job)}/run_detail`)).body;
  expect(detail).toMatchObject({
    status: "completed",
    durationMs: 9_000,
    steps: 2,
    batches: 2,
    claimed: 120,
    applied: 117,
    failed: 3,
    timeline: [
      { step: 0, startedAt: new Date(START).toISOString(), ms: 4_000, claimed: 100 },
      { step: 1, ms: 4_000, claimed: 20 },
    ],
  });
  expect(detail.errors).toEqual([
    {
      code: "duplicate_key",
      message: "about duplicate_key",
      events: 2,
      eventId: expect.stringMatching(/^evt_/),
    },
    { code: "too_deep", message: "about too_deep", events: 1, eventId: rows[2]?._id },
  ]);
});

test("one of another job is not there", async () => {
  const [job, other] = [await create(), await create()];
  await run(job, "run_mine", 0, "completed", [counts(1)]);
  expect((await app.api("GET", `${route(other)}/run_mine`)).status).toBe(404);
});

test("one whose last step found nothing to do has ended, and lasted as long as its steps", async () => {
  const job = await create();
  await run(job, "run_idle", 0, "running", [counts(3)]);
  await executionRepo(ctx.db).end("run_idle", new Date(START + 6_000));
  await executionRepo(ctx.db).end("run_unknown", new Date());
  const { data } = await list(job);
  expect(data).toMatchObject([{ id: "run_idle", status: "completed", durationMs: 6_000, steps: 1 }]);
});
