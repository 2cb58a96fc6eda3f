import type { BulkOperation, BulkPreview } from "@sluice/shared/bulk";
import { expect, test } from "vitest";
import { amount, endWords, filterFacts, outcomeLines, progressWords, roundOf } from "./words.ts";

const preview: BulkPreview = {
  matching: { count: 1_284 },
  included: { count: 1_284 },
  excluded: [],
  statuses: [
    { status: "processed", count: 1_253 },
    { status: "failed", count: 31 },
  ],
};
const operation: BulkOperation = {
  id: "bulk_1",
  kind: "replay",
  status: "running",
  filter: null,
  onlyFailed: false,
  total: { count: 1_284 },
  done: 190,
  skipped: 10,
  failed: 0,
  startedBy: { kind: "user", id: "u", name: "Ada" },
  startedAt: "2026-10-01T00:00:00.000Z",
  finishedAt: null,
  problem: null,
};

test("an estimate is shown and typed as the same round number", () => {
  expect([amount({ count: 48_213, estimated: true }), roundOf({ count: 48_213, estimated: true })]).toEqual([
    "about 48,000",
    48_000,
  ]);
  expect([amount({ count: 9_871 }), roundOf({ count: 9_871 })]).toEqual(["9,871", 9_871]);
});

test("a filter is said part by part; the time always", () => {
  const names = (id: string) => ({ job_1: "Billing" })[id] ?? id;
  expect(filterFacts({}, names)).toEqual([
    ["Job", "All"],
    ["Received", "until now"],
  ]);
  expect(
    filterFacts(
      { jobId: ["job_1", "job_2"], status: "failed", from: "2026-10-01T10:00:00Z", q: ["ada"] },
      names,
      "UTC",
    ),
  ).toEqual([
    ["Job", "Billing, job_2"],
    ["Received", "from 1 Oct 2026, 10:00:00 until now"],
    ["Status", "Failed"],
    ["Contains", "ada"],
  ]);
});

test("what is written again and what is left out is said", () => {
  expect(outcomeLines("replay", false, preview)).toEqual([
    "1,253 of them didn’t fail and will be written again.",
  ]);
  expect(
    outcomeLines("replay", true, { ...preview, excluded: [{ reason: "not_failed", count: 1_253 }] }),
  ).toEqual(["1,253 events didn’t fail: left alone."]);
});

test("progress counts what is behind it; the end says what came of it", () => {
  expect(progressWords(operation)).toBe("Replaying 200 of 1,284 events");
  expect(endWords({ ...operation, status: "done", done: 1, skipped: 0 })).toEqual({
    title: "1 event replayed",
  });
  expect(endWords({ ...operation, status: "stopped" })).toEqual({
    title: "Stopped: 190 of 1,284 events replayed",
    more: "10 left out",
  });
});
