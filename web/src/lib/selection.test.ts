import { expect, test } from "vitest";
import { rangeOf } from "./selection.ts";

const order = ["a", "b", "c", "d"];

test("a range runs either way and holds both ends", () => {
  expect(rangeOf(order, "b", "d")).toEqual(["b", "c", "d"]);
  expect(rangeOf(order, "d", "b")).toEqual(["b", "c", "d"]);
});

test("without a beginning that is still in the list it is the one row", () => {
  expect(rangeOf(order, undefined, "c")).toEqual(["c"]);
  expect(rangeOf(order, "gone", "c")).toEqual(["c"]);
});
