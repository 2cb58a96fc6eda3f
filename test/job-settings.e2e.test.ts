import { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import {
  customer,
  documentOf,
  executionsOf,
  getEvent,
  jobRoute,
  laneOf,
  settled,
  stripeEvent,
  sync,
} from "./support/events.ts";
import type { TestJob } from "./support/stack.ts";
import { stackOfFile } from "./support/stack-of-file.ts";
import { acknowledged, send } from "./support/stripe-sender.ts";

const SOON_MS = 30_000;

const stack = await stackOfFile();

describe("batches", () => {
  test("start when they are full", async () => {
    const job = await stack.createJob({ webhookConfig: { batchSize: 5, batchWaitMs: 60_000 } });
    const four = await Promise.all(
      Array.from({ length: 4 }, () => acknowledged(job, stripeEvent("customer.created", customer()))),
    );
    // Another job's event goes all the way meanwhile.
    await sync(stack, await stack.createJob(), stripeEvent("customer.created", customer()));
    for (const { id } of four) expect(await getEvent(stack, id)).toMatchObject({ status: "pending" });
    const fifth = await sync(stack, job, stripeEvent("customer.created", customer()));
    await stack.until("the batch is listed", SOON_MS, async () => {
      const executions = await executionsOf(stack, job);
      return (
        executions.length === 1 && executions[0]?.id === fifth.executionId && executions[0]?.claimed === 5
      );
    });
  });

  test("start when their oldest event has waited long enough", async () => {
    const job = await stack.createJob({ webhookConfig: { batchSize: 100, batchWaitMs: 1_500 } });
    const done = await sync(stack, job, stripeEvent("customer.created", customer()));
    const waited = Date.parse(done.settledAt as string) - Date.parse(done.receivedAt);
    expect(waited).toBeGreaterThanOrEqual(1_500);
    expect(waited).toBeLessThan(1_500 + SOON_MS / 2);
  });

  test("are listed as executions, and the figures of the job add up", async () => {
    const job = await stack.createJob({ webhookConfig: { events: ["customer.*"] } });
    await acknowledged(job, stripeEvent("invoice.paid", { id: "in_2", object: "invoice" }));
    await sync(stack, job, stripeEvent("customer.created", customer({ metadata: { "\0": 1 } })));
    for (let count = 0; count < 3; count += 1)
      await sync(stack, job, stripeEvent("customer.created", customer()));
    await stack.api("PATCH", jobRoute(job), { paused: true });
    // A drain that is still at it may not have heard of the pause yet.
    await stack.until("the lane rests", SOON_MS, async () => (await laneOf(stack, job))?.state === "idle");
    await acknowledged(job, stripeEvent("customer.created", customer()));

    const stats = await stack.call(SyncJobStats, "GET", `${jobRoute(job)}/webhook/stats`);
    expect(stats).toMatchObject({ totalEvents: 6, processed: 3, failed: 1, filtered: 1, pending: 1 });
    expect(stats.successRate).toBe(3 / 4);
    expect(stats.latencyMs.p50).toBeGreaterThan(0);
    await stack.until("the executions add up", SOON_MS, async () => {
      const executions = await executionsOf(stack, job);
      const sum = (field: "claimed" | "applied" | "failed") =>
        executions.reduce((total, one) => total + one[field], 0);
      return sum("claimed") === 4 && sum("applied") === 3 && sum("failed") === 1;
    });
  });
});

describe("who may send", () => {
  const status = async (job: TestJob, secret: string) =>
    (await send({ ...job, secret }, stripeEvent("customer.created", customer()))).status;

  test("during a rotation the old and the new secret are valid, after it only the new one", async () => {
    const job = await stack.createJob();
    const rolled = `${job.secret}_rolled`;
    const during = await stack.call(SyncJob, "POST", `${jobRoute(job)}/webhook/secret`, { secret: rolled });
    expect(during.secrets.map((secret) => secret.ending === undefined)).toEqual([true, false]);
    expect([await status(job, job.secret), await status(job, rolled)]).toEqual([202, 202]);
    const last = `${job.secret}_last`;
    await stack.call(SyncJob, "POST", `${jobRoute(job)}/webhook/secret`, { secret: last, overlapHours: 0 });
    expect([await status(job, rolled), await status(job, last)]).toEqual([401, 202]);
  });

  test("a disabled job answers 403; a paused one stores, and works when it is resumed", async () => {
    const job = await stack.createJob();
    await stack.call(SyncJob, "PATCH", jobRoute(job), { enabled: false });
    expect(await status(job, job.secret)).toBe(403);
    await stack.call(SyncJob, "PATCH", jobRoute(job), { enabled: true, paused: true });
    const object = customer();
    const kept = await acknowledged(job, stripeEvent("customer.created", object));
    await sync(stack, await stack.createJob(), stripeEvent("customer.created", customer()));
    expect(await getEvent(stack, kept.id)).toMatchObject({ status: "pending" });
    expect(await documentOf(stack, job, "customers", object.id)).toBeNull();
    await stack.call(SyncJob, "PATCH", jobRoute(job), { paused: false });
    expect(await settled(stack, kept.id)).toMatchObject({ status: "processed" });
  });

  test("a refused request is kept with a diagnosis to act on", async () => {
    const [job, other] = [await stack.createJob(), await stack.createJob({ name: "The other one" })];
    expect(await status(job, "whsec_nobody_has_this")).toBe(401);
    expect(await status(job, other.secret)).toBe(401);
    const Rejected = z.object({ data: z.array(z.object({ code: z.string(), diagnosis: z.string() })) });
    const kept = await stack.until("both are kept", SOON_MS, async () => {
      const { data } = await stack.call(Rejected, "GET", `${jobRoute(job)}/webhook/rejected`);
      return data.length === 2 && data;
    });
    expect(kept.map((one) => one.code)).toEqual(["signature_invalid", "signature_invalid"]);
    const diagnoses = kept.map((one) => one.diagnosis).join("\n");
    expect(diagnoses).toContain("The signature matches none of this workspace's secrets");
    expect(diagnoses).toContain("the secret of the job The other one");
  });
});
