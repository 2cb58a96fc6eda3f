import type { SyncRun } from "@sluice/shared/runs";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { ProviderError } from "../connectors/index.ts";
import { sender } from "../events/receive-testing.ts";
import { LaneError } from "../platform/lane-error.ts";
import { jobRepo } from "../sync-jobs/index.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { type Advance, type Advanced, advanceRun, RunFailed, resendRuns, tryStartRun } from "./index.ts";
import type { RunDoc } from "./repo.ts";

let app: TestApp;
let job: SyncJob;
const { createJob } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TIME_SCALE: "0.1" });
});
beforeEach(async () => {
  job = await createJob();
});
afterAll(() => app.close());

const docs = () => app.services.ctx.db.collection<RunDoc>("sync_runs");
const route = (rest = "") => `/api/workspaces/default/sync-jobs/${job.id}${rest}`;
const read = async (id: string): Promise<SyncRun> => (await app.api("GET", route(`/runs/${id}`))).body;
const say = async (id: string, what: string): Promise<{ status: number; body: SyncRun }> =>
  app.api("POST", route(`/runs/${id}/${what}`));
const deps = () => ({ ...app.services, jobOf: jobRepo(app.services.ctx.db).findById });

async function start(kind: "reconcile" | "reapply" = "reconcile"): Promise<string> {
  const own = { workspaceId: "default", jobId: job.id };
  return (await tryStartRun(app.services.ctx, { ...own, kind }))?._id as string;
}
const next = (id: string, advance: Advance) =>
  advanceRun(app.services.ctx, deps(), { reconcile: advance, reapply: advance }, id);

/** Pages 1 to `last`; what each call saw is in `seen`. */
function pages(
  last: number,
  over: (page: number) => Partial<Advanced> | Promise<Partial<Advanced>> = () => ({}),
) {
  const seen: number[] = [];
  const advance: Advance = async (_ctx, _services, run) => {
    const page = ((run.checkpoint as number | undefined) ?? 0) + 1;
    seen.push(page);
    return {
      checkpoint: page,
      counts: { pages: 1, objects: 10, applied: 9, failed: 1 },
      failures: [{ collection: "things", id: `t_${page}`, code: "no", message: "refused" }],
      at: `page ${page}`,
      ...(page === last && { end: "done" as const }),
      ...(await over(page)),
    };
  };
  return { seen, advance };
}

test("a run is worked on page by page, counted once, and shown", async () => {
  const id = await start();
  expect(app.sent.at(-1)).toEqual({ name: "sync/run-requested", data: { runId: id } });
  expect(await read(id)).toMatchObject({ status: "queued", startedBy: null, counts: {} });
  const { seen, advance } = pages(30, () => ({ total: { count: 300 } }));
  expect(await next(id, advance)).toEqual({ next: "end" });
  expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  const run = await read(id);
  expect(run).toMatchObject({
    status: "completed",
    progress: { pages: 30, objects: 300, total: { count: 300 }, secondsLeft: null },
    counts: { applied: 270, failed: 30 },
    finishedAt: expect.any(String),
  });
  expect(run.failures).toHaveLength(20);
  expect(await next(id, advance)).toEqual({ next: "end" });
  expect(seen).toHaveLength(30);
});

test("one of a scope runs at a time; a job's runs are listed by cursor", async () => {
  const first = await start();
  expect(await start()).toBeUndefined();
  expect(await start("reapply")).toBeDefined();
  await say(first, "cancel");
  const second = await start();
  const list = async (query: string) =>
    (await app.api("GET", route(`/runs?${query}`))).body as { data: SyncRun[]; nextCursor: string | null };
  expect((await list("kind=reconcile")).data.map((run) => run.id)).toEqual([second, first]);
  const { data, nextCursor } = await list("limit=2");
  expect(data.map((run) => run.kind)).toEqual(["reconcile", "reapply"]);
  expect((await list(`limit=2&cursor=${nextCursor}`)).data.map((run) => run.id)).toEqual([first]);
});

test("a step ends in time and the next goes on where it was", async () => {
  const id = await start();
  const { seen, advance } = pages(3, async (page) => {
    if (page === 2) await new Promise((resolve) => setTimeout(resolve, 4_100));
    return {};
  });
  expect(await next(id, advance)).toEqual({ next: "more" });
  const half = await read(id);
  expect(half).toMatchObject({ status: "running", progress: { pages: 2, at: "page 2" } });
  expect(half.progress.perSecond).toBeGreaterThan(1);
  expect(await next(id, advance)).toEqual({ next: "end" });
  expect(seen).toEqual([1, 2, 3]);
});

test("of two workers at once the slower ends; each page is counted once", async () => {
  const id = await start();
  const { advance } = pages(40, () => new Promise((resolve) => setTimeout(resolve, Math.random() * 5, {})));
  await Promise.all([next(id, advance), next(id, advance), next(id, advance)]);
  expect(await read(id)).toMatchObject({ status: "completed", progress: { pages: 40, objects: 400 } });
});

test.each([
  ["the provider says so", new ProviderError("rate", "Too many requests", 60_000), 60_000],
  ["the provider is away", new ProviderError("unavailable", "No answer"), 50],
  ["the destination is away", new LaneError("No server"), 50],
])("a run waits when %s, and goes on by itself", async (_, error, atLeast) => {
  const id = await start();
  let fails = true;
  const { seen, advance } = pages(2, (page) => {
    if (page === 2 && fails) throw error;
    return {};
  });
  const after = await next(id, advance);
  expect(after).toMatchObject({ next: "wait" });
  const waiting = await read(id);
  expect(waiting).toMatchObject({
    status: "waiting",
    waiting: { reason: error.message },
    counts: { applied: 9 },
  });
  expect(Date.parse(waiting.waiting?.until as string) - Date.now()).toBeGreaterThan(atLeast - 49);
  fails = false;
  // A step too early waits on; a person need not.
  expect(await next(id, advance)).toMatchObject({ next: "wait" });
  expect((await say(id, "resume")).status).toBe(200);
  expect(await next(id, advance)).toEqual({ next: "end" });
  expect(await read(id)).toMatchObject({ status: "completed", waiting: null, progress: { pages: 2 } });
  expect(seen).toEqual([1, 2, 2]);
});

test.each([
  ["refused", new ProviderError("credentials", "This key has been revoked: store another.")],
  ["refused by the kind", new RunFailed("There is no key: store one.")],
])("a run that a person must mend fails at once (%s)", async (_, error) => {
  const id = await start();
  const fail = () => Promise.reject(error);
  expect(await next(id, fail)).toEqual({ next: "end" });
  expect(await read(id)).toMatchObject({ status: "failed", error: error.message });
  expect(await start()).toBeDefined();
});

test("a bug is tried ten times", async () => {
  const id = await start();
  let tries = 0;
  const fail = () => {
    tries += 1;
    return Promise.reject(new TypeError("x is not a function"));
  };
  while ((await next(id, fail)).next !== "end")
    await docs().updateOne({ _id: id }, { $set: { "waiting.until": new Date(0) } });
  expect(tries).toBe(10);
  expect(await read(id)).toMatchObject({ status: "failed", error: "x is not a function" });
});

test("paused midway it stays where it is, cancelled it ends; the page that was under way is not counted", async () => {
  const id = await start();
  const { seen, advance } = pages(4, async (page) => {
    if (page === 2 && seen.length === 2) await say(id, "pause");
    if (page === 3) await say(id, "cancel");
    return {};
  });
  expect(await next(id, advance)).toEqual({ next: "end" });
  expect(await read(id)).toMatchObject({ status: "paused", progress: { pages: 1, perSecond: null } });
  expect((await say(id, "pause")).status).toBe(409);
  await say(id, "resume");
  expect(await next(id, advance)).toEqual({ next: "end" });
  expect(seen).toEqual([1, 2, 2, 3]);
  expect(await read(id)).toMatchObject({
    status: "cancelled",
    progress: { pages: 2 },
    finishedAt: expect.any(String),
  });
  expect((await say(id, "resume")).status).toBe(409);
  const { data } = (await app.api("GET", `/api/v1/audit?target=${id}`)).body as {
    data: Array<{ action: string }>;
  };
  expect(data.map(({ action }) => action)).toEqual([
    "sync_run.cancelled",
    "sync_run.resumed",
    "sync_run.paused",
  ]);
});

test("pausing the job pauses its runs, but for what a person paused before; a deleted job's are cancelled", async () => {
  const [id, other] = [await start(), await start("reapply")];
  await say(other, "pause");
  await app.api("PATCH", route(), { paused: true });
  expect(await read(id)).toMatchObject({ status: "paused" });
  await app.api("PATCH", route(), { paused: false });
  expect(await read(id)).toMatchObject({ status: "queued" });
  expect(await read(other)).toMatchObject({ status: "paused" });
  expect(app.sent.slice(-5)).toContainEqual({ name: "sync/run-requested", data: { runId: id } });
  await app.api("DELETE", `${route()}?confirm=${encodeURIComponent(job.name)}`);
  expect(await next(id, pages(1).advance)).toEqual({ next: "end" });
  expect(await docs().findOne({ _id: id })).toMatchObject({ status: "cancelled" });
});

test("one that nobody works on is handed over again, once in a while", async () => {
  const id = await start();
  const before = app.sent.length;
  const sent = () => app.sent.slice(before).filter(({ data }) => data.runId === id);
  await docs().updateOne({ _id: id }, { $set: { beatAt: new Date(Date.now() - 7_000) } });
  await resendRuns(app.services.ctx);
  await resendRuns(app.services.ctx);
  expect(sent()).toHaveLength(1);
});
