import type { Concern } from "@sluice/shared/overview";
import { expect, test } from "vitest";
import { wordsOf } from "./concern-words.ts";

const NOW = Date.parse("2026-08-21T14:22:00Z");
const about = { jobId: "job_1", jobName: "Billing" };
const say = (concern: Concern) => {
  const { title, text } = wordsOf(concern, NOW);
  return `${title} ${text}`;
};

test("failed events are told with their largest cause, and lead to that cause where it is the only one", () => {
  const explanation = { title: "A unique index holds this number", cause: "", steps: [] };
  const cause = { group: "duplicate_key~1", count: 20, explanation };
  const failing: Concern = { kind: "failing", ...about, count: 29, causes: 3, cause };
  expect(say(failing)).toBe(
    "Billing: 29 events failed. A unique index holds this number, and 2 other causes.",
  );
  expect(wordsOf(failing, NOW).link.search).not.toHaveProperty("failure");
  expect(wordsOf({ ...failing, causes: 1 }, NOW).link.search).toMatchObject({
    job: "job_1",
    status: "failed",
    failure: "duplicate_key~1",
  });
});

test("each other trouble says what it is in a sentence or two", () => {
  const until = "2026-08-21T14:23:00Z";
  expect(say({ kind: "blocked", ...about, reason: "connection refused", until, attempts: 4, count: 2 })).toBe(
    "Billing: its destination cannot be used. connection refused. 2 events wait and are written when it is back.",
  );
  expect(say({ kind: "rejected", ...about, count: 19, since: until, reason: "signature" })).toBe(
    "Billing: 19 requests rejected. Signature doesn't match.",
  );
  expect(say({ kind: "quiet", ...about, since: "2026-08-21T08:10:00Z", usualGapMs: 240_000 })).toBe(
    "Billing: no events for 6 h 12 m. It usually sends one every 4 m 0 s.",
  );
  expect(say({ kind: "mismatch", ...about, count: 1 })).toContain("1 event of another mode");
});
