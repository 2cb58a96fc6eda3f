import { expect, test } from "vitest";
import { REASONS, reasonWords, titleOf } from "./words.ts";

test("each reason has words of its own", () => {
  expect(new Set(REASONS.map(reasonWords)).size).toBe(REASONS.length);
});

test("a wrong time is told where it is known", () => {
  expect(titleOf({ reason: "timestamp", ageSeconds: 662 })).toBe("Signed 11 m 2 s before it arrived");
  expect(titleOf({ reason: "timestamp", ageSeconds: -400 })).toBe("Signed 6 m 40 s in the future");
  expect(titleOf({ reason: "timestamp" })).toBe("Signed too long before it arrived");
});
