import type { SyncRun } from "@sluice/shared/runs";
import { expect, test } from "vitest";
import { countsOf, paceOf, whenOf } from "./words.ts";

const run = {
  counts: { applied: 1204, unchanged: 0, failed: 3, unknown: 9 },
  progress: { pages: 2, objects: 1207, total: null, perSecond: 2900.4, secondsLeft: 40, at: null },
} as unknown as SyncRun;

test("a usual schedule is said in words, any other as it is written", () => {
  expect(whenOf({ cron: "0 * * * *" })).toBe("Every hour");
  expect(whenOf({ cron: "5 4 * * 1" })).toBe("5 4 * * 1");
});

test("counts and pace are said as far as they are known", () => {
  expect(countsOf(run)).toBe("1,204 written, 3 failed");
  expect(paceOf(run)).toBe("2,900 a second, about 40 s left");
  expect(paceOf({ ...run, progress: { ...run.progress, secondsLeft: null } })).toBe("2,900 a second");
  expect(paceOf({ ...run, progress: { ...run.progress, perSecond: null } })).toBe("");
});
