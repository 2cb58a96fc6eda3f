import { expect, test } from "vitest";
import { actionWords, detailWords } from "./words.ts";

test.each([
  ["api_key.created", "API key created"],
  ["member.role_changed", "Member role changed"],
  ["job.paused", "Job paused"],
])("%s reads as %s", (action, words) => {
  expect(actionWords(action)).toBe(words);
});

test("details stand on one line, without those that are empty", () => {
  expect(detailWords({ name: "Ada", from: "viewer", to: "admin" })).toBe("Ada, viewer → admin");
  expect(detailWords({ expiresInDays: 90, role: "member", reason: null })).toBe(
    "expires in days 90, role member",
  );
  expect(detailWords({ replacedBy: "key_01M826YYSSEXFWSB9M3D", expiresAt: "2027-02-20T18:05:42.000Z" })).toBe(
    "replaced by key_…SB9M3D, expires at 20 Feb 2027",
  );
  expect(detailWords({ events: ["a", "b"], filter: { status: "failed" } })).toBe(
    'events a, b, filter {"status":"failed"}',
  );
});
