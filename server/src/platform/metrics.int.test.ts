import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { customerEvent, sender } from "../events/receive-testing.ts";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { laneRepo } from "./lanes/lane-repo.ts";

let app: TestApp;
const { createJob, post } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
});
afterAll(() => app.close());

async function scrape(): Promise<string[]> {
  const answer = await fetch(`${app.url}/metrics`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  return (await answer.text()).split("\n");
}

test("tells how webhooks were answered and how lanes are, and of nobody", async () => {
  const job = await createJob();
  const event = JSON.stringify(customerEvent());
  const answers = [
    await post(job, event),
    await post(job, event),
    await post(job, event, { "stripe-signature": "t=1,v1=00" }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([202, 200, 401]);
  const lanes = laneRepo(app.services.ctx.db, app.services.ctx.config.times);
  await lanes.ensure("sync:blocked");
  await lanes.block("sync:blocked", 60_000, "away");
  await lanes.setPaused("sync:paused", true);

  const lines = await scrape();
  for (const status of [202, 200, 401])
    expect(lines).toContain(`sluice_webhook_seconds_count{status="${status}"} 1`);
  expect(lines).toContain('sluice_lanes{state="blocked"} 1');
  expect(lines).toContain('sluice_lanes{state="paused"} 1');
  expect(lines).toContain('sluice_lanes{state="draining"} 0');
  expect(lines.some((line) => line.startsWith("nodejs_eventloop_lag_p99_seconds"))).toBe(true);
  expect(lines.join("\n")).not.toMatch(new RegExp(`${job.id}|default|${job.name}`));
});
