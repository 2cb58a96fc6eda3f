import type { Attention, Ledger, Overview, ServerCheck, Volume } from "@sluice/shared/overview";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { eventRows } from "../events/index.ts";
import { customerEvent, sender, signed } from "../events/receive-testing.ts";
import { drainStep, laneRepo, lingering, startDrain } from "../platform/lanes/index.ts";
import { laneOf, syncLanes } from "../sync-jobs/index.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";

const PATH = "/api/workspaces/default/overview";
const HOUR = 3_600_000;
let app: TestApp;
const { createJob, post } = sender(() => app);
const rows = () => eventRows(app.services.ctx.db);
const read = async <Answer>(path: string): Promise<Answer> => {
  const answer = await app.api("GET", path);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const overview = (query = "") => read<Overview>(`${PATH}?${query}`);
const concernsOf = async ({ id }: SyncJob) =>
  (await overview()).concerns.data.filter(({ jobId }) => jobId === id);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TRUST_PROXY: "1" });
});
afterAll(() => app.close());

async function drain(job: SyncJob): Promise<void> {
  const { ctx, lanes } = app.services;
  const open = syncLanes(ctx, app.services);
  await startDrain(lanes, laneOf(job.id), "run");
  await drainStep(lanes, lingering(lanes, 0), () => open(laneOf(job.id), "run"), laneOf(job.id), "run");
}

/** The same by counting every row. */
async function byHand(job: SyncJob): Promise<Ledger> {
  const all = await rows().find({ jobId: job.id }).toArray();
  const of = (...statuses: string[]) => all.filter(({ status }) => statuses.includes(status)).length;
  const duplicate = all.reduce((sum, row) => sum + (row.duplicates ?? 0), 0);
  return {
    received: all.length + duplicate,
    processed: of("processed"),
    filtered: of("filtered"),
    duplicate,
    inFlight: of("pending", "waiting"),
    failed: of("failed"),
  };
}

const balance = ({ received, ...parts }: Ledger) => {
  expect(Object.values(parts).reduce((sum, n) => sum + n, 0)).toBe(received);
};

test("the ledger balances through receipts, repeats, failures, retries, replays and refusals", async () => {
  const job = await createJob({ events: ["customer.*"] });
  let rejected = 0;
  const agrees = async (expected: Partial<Ledger>) => {
    await expect.poll(() => byHand(job)).toMatchObject(expected);
    const hand = await byHand(job);
    const told = async () => {
      const { ledger, rejected } = await overview();
      return { ...ledger, rejected };
    };
    await expect.poll(told, { timeout: 5_000 }).toEqual({ ...hand, rejected });
    balance(hand);
  };
  const good = [customerEvent(), customerEvent(), customerEvent()];
  const bodies = good.map((event) => JSON.stringify(event));
  for (const body of bodies) expect((await post(job, body)).status).toBe(202);
  await post(job, JSON.stringify(customerEvent({ type: "invoice.paid" })));
  await agrees({ received: 4, inFlight: 3, filtered: 1 });

  await post(job, bodies[0] as string);
  await post(job, bodies[0] as string);
  await agrees({ received: 6, duplicate: 2 });

  await post(job, "{}", { "stripe-signature": signed("{}", "whsec_nobodys") });
  await post(job, "{}", { "stripe-signature": "" });
  await post(job, "not json");
  rejected = 3;
  await agrees({ received: 6 });

  await drain(job);
  await agrees({ processed: 3, inFlight: 0 });

  const { id } = (await post(job, JSON.stringify(customerEvent()))).body;
  const error = { code: "validation", message: "no" };
  await rows().updateOne({ _id: id }, { $set: { status: "failed", settledAt: new Date(), error } });
  await app.services.rollups.mark(job.id, [new Date()]);
  await agrees({ failed: 1, processed: 3 });

  await app.api("POST", `/api/workspaces/default/sync-jobs/${job.id}/webhook/retry-failed`, {});
  await agrees({ failed: 0, inFlight: 1 });

  const [origin] = await rows().find({ jobId: job.id, status: "processed" }).toArray();
  expect((await app.api("POST", `/api/v1/events/${origin?._id}/replay`, {})).status).toBe(202);
  await agrees({ inFlight: 2, received: 8 });

  const { successRate, latencyMs, latest, jobs } = await overview();
  expect(successRate).toBe(1);
  expect(latencyMs.p50).toBeGreaterThan(0);
  expect(latest.map(({ receivedAt }) => receivedAt)).toEqual(
    latest
      .map(({ receivedAt }) => receivedAt)
      .toSorted()
      .reverse(),
  );
  expect(jobs.total).toBe(1);
});

test("the volume adds up to the ledger; a range without events is empty", async () => {
  const { ledger, rejected } = await overview();
  const volume = await read<Volume>(`${PATH}/volume`);
  expect(volume.points.length).toBeLessThanOrEqual(60);
  const sum = (name: keyof Ledger | "rejected") => volume.points.reduce((all, point) => all + point[name], 0);
  for (const point of volume.points) balance(ledgerOf(point));
  expect({ ...Object.fromEntries(Object.keys(ledger).map((name) => [name, sum(name as never)])) }).toEqual(
    ledger,
  );
  expect(sum("rejected")).toBe(rejected);
  const past = await overview("from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z");
  expect(past).toMatchObject({
    ledger: { received: 0, failed: 0 },
    successRate: null,
    latencyMs: { p50: null, p95: null },
  });
  const backwards = await app.api("GET", `${PATH}?from=2020-01-02T00:00:00Z&to=2020-01-01T00:00:00Z`);
  expect(backwards.status).toBe(400);
});

const ledgerOf = ({ at, rejected, ...ledger }: Volume["points"][number]): Ledger => ledger;

test("jobs that need somebody come worst first, each with its cause", async () => {
  const stuck = await createJob({}, { name: "Stuck" });
  const lanes = laneRepo(app.services.ctx.db, app.services.ctx.config.times);
  await lanes.ensure(laneOf(stuck.id));
  await lanes.block(laneOf(stuck.id), HOUR, "nobody there");
  const secretless = await createJob({ secret: undefined }, { name: "Secretless" });
  const refusing = await createJob({}, { name: "Refusing" });
  const body = JSON.stringify(customerEvent());
  for (let sent = 0; sent < 4; sent += 1)
    await post(refusing, body, {
      "stripe-signature": signed(body, "whsec_nobodys"),
      "x-forwarded-for": `10.9.0.${sent}`,
    });
  const failing = await createJob({}, { name: "Failing" });
  const { id } = (await post(failing, JSON.stringify(customerEvent()))).body;
  const error = { code: "duplicate_key", message: "E11000 duplicate key", group: "duplicate_key~0" };
  await rows().updateOne(
    { _id: id },
    {
      $set: { status: "failed", settledAt: new Date(), error },
      $addToSet: { terms: { $each: ["error:duplicate_key", "failure:duplicate_key~0"] } },
    },
  );
  await app.services.rollups.mark(failing.id, [new Date()]);

  await expect
    .poll(async () => (await overview()).concerns.data.map(({ kind, jobName }) => `${kind} ${jobName}`))
    .toEqual([
      "failing Failing",
      "blocked Stuck",
      "needsSecret Secretless",
      "rejected Refusing",
      "rejected Receiving",
    ]);
  const { lastFailureAt } = await overview();
  expect(Date.now() - Date.parse(lastFailureAt ?? "")).toBeLessThan(60_000);
  expect(await concernsOf(stuck)).toMatchObject([{ reason: "nobody there" }]);
  expect(await concernsOf(secretless)).toHaveLength(1);
  expect(await concernsOf(refusing)).toMatchObject([
    { count: 4, reason: "signature", diagnosis: expect.stringContaining("none of this workspace's secrets") },
  ]);
  expect(await concernsOf(failing)).toMatchObject([{ count: 1, causes: 1 }]);

  const attention = await read<Attention>(`${PATH}/attention`);
  expect(attention).toEqual({ failed: 1, rejected: 7 });
});

test("the server's checks tell what is ready and what is not", async () => {
  const { checks } = await read<{ checks: ServerCheck[] }>(`${PATH}/server`);
  const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
  expect(states).toEqual({ database: "pass", engine: "fail", publicUrl: "warn" });
});
