import type { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";
import { expect, test } from "vitest";
import { byConcern, figuresOf, isQuiet, type JobRow, stateOf } from "./state.ts";

const NOW = Date.parse("2026-08-21T12:00:00Z");
const HOUR = 3_600_000;

const statsWith = (perHour: readonly number[], lastEventAgoMs: number) =>
  ({
    pending: 2,
    latencyMs: { p50: 90, p95: 210 },
    recentEvents: [{ receivedAt: new Date(NOW - lastEventAgoMs).toISOString() }],
    timeline: perHour.map((received, index) => ({
      at: new Date(NOW - (perHour.length - index) * HOUR).toISOString(),
      received,
      processed: received,
      failed: 0,
    })),
  }) as unknown as SyncJobStats;

const job = (change: Partial<SyncJob> = {}) =>
  ({ name: "a", enabled: true, paused: false, secrets: [{}], ...change }) as SyncJob;

test("figures add up the timeline", () => {
  expect(figuresOf(statsWith([3, 0, 4], 1000))).toMatchObject({
    received: 7,
    processed: 7,
    inFlight: 2,
    p95: 210,
  });
});

test("a job is quiet after ten times its usual gap, and not before", () => {
  // 60 events in the 5 h up to one hour ago: one every 4 to 5 min.
  const hours = [12, 12, 12, 12, 12, 0];
  expect(isQuiet(figuresOf(statsWith(hours, HOUR)), NOW)).toBe(true);
  expect(isQuiet(figuresOf(statsWith(hours, 0.5 * HOUR)), NOW)).toBe(false);
  expect(isQuiet(figuresOf(statsWith([3, 0, 0, 0], 3 * HOUR)), NOW)).toBe(false);
});

test("the state says what matters most", () => {
  const blocked = { until: "", reason: "", attempts: 1 };
  expect(stateOf(job({ enabled: false, blocked }))).toBe("disabled");
  expect(stateOf(job({ blocked, secrets: [] }))).toBe("blocked");
  expect(stateOf(job({ secrets: [], paused: true }))).toBe("needsSecret");
  expect(stateOf(job({ paused: true }))).toBe("paused");
  expect(stateOf(job())).toBe("active");
});

test("failed jobs come first, then those that need somebody, then the busiest", () => {
  const row = (name: string, failed: number, received: number, state: JobRow["state"] = "active") =>
    ({ job: job({ name }), state, figures: { failed, received } }) as JobRow;
  const rows = [row("idle", 0, 1), row("busy", 0, 900), row("quiet", 0, 5, "quiet"), row("failing", 2, 10)];
  expect(rows.sort(byConcern).map((one) => one.job.name)).toEqual(["failing", "quiet", "busy", "idle"]);
});
