import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SyncRun } from "@sluice/shared/runs";
import { SyncJob } from "@sluice/shared/sync-jobs";
import { expect, onTestFinished, test } from "vitest";
import { FAULT_POINTS } from "../../server/src/platform/faults.ts";
import type { Fields } from "../property/provider.ts";
import { type LocalStripe, startStripe } from "../providers/stripe.ts";
import { type Stack, startStack } from "../support/stack.ts";

const JOBS = "/api/workspaces/default/sync-jobs";
const RECOVERY_MS = 90_000;

async function stand(env: Record<string, string> = {}) {
  const stripe = await startStripe();
  onTestFinished(stripe.stop);
  const stack = await startStack({ env: { SLUICE_STRIPE_API: stripe.url, ...env } });
  onTestFinished(stack.stop);
  const create = (cron: string) =>
    stack.call(SyncJob, "POST", JOBS, {
      name: "Pulled",
      type: "scheduled",
      source: { connector: "stripe", apiKey: stripe.key },
      destination: { database: "pulled" },
      schedule: { cron, entities: ["customers", "products"] },
    });
  return { stripe, stack, create };
}

const finished = (stack: Stack, { id, jobId }: Pick<SyncRun, "id" | "jobId">) =>
  stack.until("the run has ended", RECOVERY_MS, async () => {
    const { body } = await stack.api("GET", `${JOBS}/${jobId}/runs/${id}`);
    const run = SyncRun.parse(body);
    return run.finishedAt !== null && run;
  });

async function expectAll(stack: Stack, stripe: LocalStripe): Promise<void> {
  for (const collection of ["customers", "products"]) {
    const found = await stack
      .destination("pulled")
      .collection<Fields & { _id: string }>(collection)
      .find()
      .toArray();
    const stored = new Map(found.map(({ _id, _sync_metadata: _, ...fields }) => [_id, fields]));
    expect(stored).toEqual(stripe.state().get(collection));
  }
}

test("a death at every named point of a run loses nothing", { timeout: 240_000 }, async () => {
  const marks = mkdtempSync(path.join(tmpdir(), "sluice-marks-"));
  onTestFinished(() => rmSync(marks, { recursive: true }));
  const points = FAULT_POINTS.filter((point) => point.startsWith("run:"));
  const { stripe, stack, create } = await stand({
    SLUICE_FAULT: points.map((point) => `${point}:1@${marks}`).join(),
  });
  stripe.fill({ customers: 2_500, products: 80 });
  const job = await create("* * * * *");
  await stack.until("every point has killed the worker", 150_000, () => {
    const fired = readdirSync(marks).map((name) => name.replace(".", ":"));
    const missing = points.filter((point) => !fired.includes(point));
    if (missing.length > 0) throw new Error(`never reached: ${missing}`);
    return true;
  });
  const { data } = (await stack.api("GET", `${JOBS}/${job.id}/runs?kind=backfill`)).body as {
    data: SyncRun[];
  };
  expect(data).toHaveLength(1);
  const run = await finished(stack, data[0] as SyncRun);
  expect(run).toMatchObject({ status: "completed", progress: { objects: 2_580 } });
  await expectAll(stack, stripe);
});

test("workers killed at random and a slow, failing provider: the backfill ends complete", {
  timeout: 240_000,
}, async () => {
  const { stripe, stack, create } = await stand();
  stripe.fill({ customers: 4_000, products: 50 });
  stripe.options.trouble = {
    slow: 100,
    slowMs: 120,
    limited: 3,
    retryAfterSeconds: 1,
    failing: 3,
    dropped: 3,
  };
  const job = await create("0 0 1 1 *");
  const run = await stack.call(SyncRun, "POST", `${JOBS}/${job.id}/run`, {});
  for (const pause of [700, 1_900, 1_100, 2_600]) {
    await sleep(pause);
    await stack.kill("worker");
  }
  stripe.options.trouble = {};
  expect(await finished(stack, run)).toMatchObject({ status: "completed", progress: { objects: 4_050 } });
  await expectAll(stack, stripe);
});
