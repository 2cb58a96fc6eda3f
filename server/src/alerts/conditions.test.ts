import { USUAL_ALERTS } from "@sluice/shared/alerts";
import { expect, test } from "vitest";
import { findings, type Signs } from "./conditions.ts";
import type { MessageItem } from "./message-repo.ts";
import { asLong, paragraphs, subjectOf } from "./words.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const MINUTE = 60_000;
const signs = (over: Partial<Signs> = {}): Signs => ({
  isWorking: true,
  failed: 0,
  processed: 100,
  server: "db.example.com",
  connector: "stripe",
  lastEventAt: new Date(NOW - MINUTE),
  usualGapMs: MINUTE,
  ...over,
});
const rulesIn = (over: Partial<Signs>, settings = USUAL_ALERTS) =>
  Object.entries(findings(signs(over), settings, NOW)).flatMap(([rule, found]) => (found ? [rule] : []));

test.each<[string, Partial<Signs>, string[]]>([
  ["all is well", {}, []],
  ["too few failed", { failed: 4, processed: 0 }, []],
  ["too small a share failed", { failed: 9, processed: 91 }, []],
  ["as many and as large a share as watched for", { failed: 10, processed: 90 }, ["failing"]],
  ["just blocked", { blocked: { since: new Date(NOW - 4 * MINUTE), reason: "gone" } }, []],
  ["blocked for long", { blocked: { since: new Date(NOW - 5 * MINUTE), reason: "gone" } }, ["blocked"]],
  ["ten usual gaps", { lastEventAt: new Date(NOW - 10 * MINUTE) }, []],
  ["more than ten usual gaps", { lastEventAt: new Date(NOW - 11 * MINUTE) }, ["quiet"]],
  ["too few events to tell", { lastEventAt: new Date(0), usualGapMs: undefined }, []],
  ["a run that is due", { schedule: { dueAt: new Date(NOW - 14 * MINUTE) } }, []],
  ["a run that is overdue", { schedule: { dueAt: new Date(NOW - 15 * MINUTE) } }, ["schedule"]],
  ["a run to come", { schedule: { dueAt: new Date(NOW + MINUTE) } }, []],
  ["a run that failed", { schedule: { failed: "no key" } }, ["schedule"]],
  ["paused by a person", { isWorking: false, failed: 100, lastEventAt: new Date(0) }, []],
])("%s", (_what, over, expected) => {
  expect(rulesIn(over)).toEqual(expected);
});

test("a rule that is off finds nothing, and is told apart from one that is content", () => {
  const off = { ...USUAL_ALERTS, failing: { ...USUAL_ALERTS.failing, enabled: false } };
  expect(findings(signs({ failed: 100 }), off, NOW)).toEqual({
    blocked: false,
    quiet: false,
    schedule: false,
  });
});

test("a number alone may count", () => {
  const failing = { ...USUAL_ALERTS.failing, percent: 0, atLeast: 1 };
  expect(rulesIn({ failed: 1, processed: 1_000_000 }, { ...USUAL_ALERTS, failing })).toEqual(["failing"]);
});

test.each([
  [30_000, "1 minute"],
  [119 * MINUTE, "119 minutes"],
  [120 * MINUTE, "2 hours"],
  [47 * 60 * MINUTE, "47 hours"],
  [48 * 60 * MINUTE, "2 days"],
])("%i ms are %s", (ms, words) => {
  expect(asLong(ms)).toBe(words);
});

const item = (n: number, over: Partial<MessageItem> = {}): MessageItem => ({
  alertId: `alr_${n}`,
  jobId: `job_${n}`,
  jobName: `Job\n${n}`,
  rule: "blocked",
  state: "open",
  text: "Nothing could be written.",
  cause: "blocked db",
  openedAt: new Date(NOW),
  ...over,
});

test("one job is named; several are counted, and grouped by their cause", () => {
  expect(subjectOf("opened", [item(1)])).toBe("Job 1: nothing can be written");
  expect(subjectOf("reminder", [item(1), item(2)])).toBe("Still: 2 jobs: nothing can be written");
  const mixed = [
    ...Array.from({ length: 12 }, (_, n) => item(n)),
    item(20, { rule: "quiet", cause: "quiet stripe" }),
  ];
  expect(subjectOf("recovered", mixed)).toBe("Recovered: 13 jobs (13 alerts)");
  const [blocked, quiet] = paragraphs("opened", mixed);
  expect([blocked?.jobs.length, blocked?.more, quiet?.jobs.length, quiet?.more]).toEqual([10, 2, 1, 0]);
});
