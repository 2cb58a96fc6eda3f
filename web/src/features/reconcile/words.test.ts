import type { SyncRun } from "@sluice/shared/runs";
import { expect, test } from "vitest";
import { pathsIn, progressWords, repairLines, requestsFor, shareDone, sidesOf } from "./words.ts";

const run = (progress: Partial<SyncRun["progress"]>, kind: SyncRun["kind"] = "reconcile") =>
  ({
    kind,
    progress: {
      pages: 0,
      objects: 0,
      total: null,
      perSecond: null,
      secondsLeft: null,
      at: null,
      ...progress,
    },
  }) as SyncRun;

test("says how far a run is, as far as is known", () => {
  expect(progressWords(run({ objects: 1200, pages: 12 }))).toBe("1,200 objects compared, 12 pages");
  expect(
    progressWords(run({ objects: 40, total: { count: 100 }, perSecond: 10.4, secondsLeft: 6 }, "repair")),
  ).toMatch(/^40 of 100 repaired, 10 a second, about 6(\.00)? s left$/);
  expect(shareDone(run({ objects: 40, total: { count: 100 } }))).toBe(0.4);
  expect(shareDone(run({ objects: 40 }))).toBeUndefined();
  expect(shareDone(run({ objects: 140, total: { count: 100 } }))).toBe(1);
});

test("says what a repair will do, and how documents are deleted", () => {
  const preview = { missing: 1, stale: 0, extra: 2, total: 3, deleteMode: "hard" } as const;
  expect(repairLines(preview, "Stripe")).toEqual([
    "1 missing document will be written as Stripe has them.",
    "2 extra documents will be deleted.",
  ]);
  expect(repairLines({ ...preview, deleteMode: "soft" }, "Stripe")[1]).toContain("marked as deleted");
});

test("sets the two sides of a difference beside each other", () => {
  const sides = sidesOf([
    { path: "email", here: "a", there: "b" },
    { path: "more", here: 1 },
  ]);
  expect(JSON.parse(sides.here)).toEqual({ email: "a", more: 1 });
  expect(JSON.parse(sides.there)).toEqual({ email: "b" });
});

test("estimates requests, and reads paths", () => {
  expect(requestsFor([0, 100, 101])).toBe(5);
  expect(pathsIn("date_updated, items.*.price\n date_updated")).toEqual(["date_updated", "items.*.price"]);
});
