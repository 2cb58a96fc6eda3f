import { expect, test } from "vitest";
import { countTicks, niceTop, spread } from "./scale.ts";

test.each([
  [0, 1],
  [1, 1],
  [2, 2],
  [7, 8],
  [38, 40],
  [323, 400],
  [1100, 1500],
  [2100, 3000],
  [10_000, 10_000],
])("an axis for %s ends at %s", (value, top) => {
  expect(niceTop(value)).toBe(top);
});

test.each([1, 2, 3, 5, 15, 80, 1500])("an axis of counts up to %s has whole numbers", (top) => {
  const ticks = countTicks(top);
  expect(ticks.every(Number.isInteger)).toBe(true);
  expect(ticks.at(-1)).toBe(top);
});

test("labels are spread from the first to the last", () => {
  expect(spread(96, 5)).toEqual([0, 24, 48, 71, 95]);
  expect(spread(2, 5)).toEqual([0, 1]);
});
