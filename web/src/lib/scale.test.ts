import { expect, test } from "vitest";
import { niceTop, spread } from "./scale.ts";

test.each([
  [0, 1],
  [1, 1],
  [3, 5],
  [38, 50],
  [323, 500],
  [2100, 2500],
  [10_000, 10_000],
])("an axis for %s ends at %s", (value, top) => {
  expect(niceTop(value)).toBe(top);
});

test("labels are spread from the first to the last", () => {
  expect(spread(96, 5)).toEqual([0, 24, 48, 71, 95]);
  expect(spread(2, 5)).toEqual([0, 1]);
});
