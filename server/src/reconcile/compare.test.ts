import { expect, test } from "vitest";
import { differences, generalPath, ignoredPaths, isSame } from "./compare.ts";

test.each<[string, unknown, unknown, boolean]>([
  ["keys in another order", { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
  ["a field that is undefined and one that is not there", { a: 1, b: undefined }, { a: 1 }, true],
  ["a field that is not there and one that is undefined", { a: 1 }, { a: 1, b: undefined }, true],
  ["a field that is null and one that is not there", { a: null }, {}, false],
  ["a list in another order", { a: [1, 2] }, { a: [2, 1] }, false],
  ["a number and its text", { a: 1 }, { a: "1" }, false],
  ["one moment twice", { a: new Date(5) }, { a: new Date(5) }, true],
  ["a moment and its text", { a: new Date(5) }, { a: new Date(5).toISOString() }, false],
  ["one field more here", { a: 1 }, { a: 1, b: 2 }, false],
  ["a list and an object", { a: [] }, { a: {} }, false],
])("%s", (_, there, here, same) => {
  expect(isSame(there, here)).toBe(same);
  expect(differences(there, here).length === 0).toBe(same);
});

test("tells what differs by its path, and what is on one side alone", () => {
  const there = { name: "Ada", tags: ["a", "b"], address: { city: "Paris" }, only: 1 };
  const here = { name: "Ada", tags: ["a"], address: { city: "Rome" }, also: null };
  expect(differences(there, here)).toEqual([
    { path: "tags.1", there: "b" },
    { path: "address.city", there: "Paris", here: "Rome" },
    { path: "only", there: 1 },
    { path: "also", here: null },
  ]);
});

test("leaves out fields that are not to be compared, also in lists", () => {
  const there = { at: 2, items: [{ price: 1, at: 2 }] };
  const here = { at: 1, items: [{ price: 1, at: 1 }] };
  expect(differences(there, here, ignoredPaths(["at", "items.*.at"]))).toEqual([]);
  expect(differences(there, here, ignoredPaths(["items"]))).toMatchObject([{ path: "at" }]);
  expect(generalPath("items.0.at")).toBe("items.*.at");
});

test("what it shows is bounded", () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`f${at}`, "x".repeat(5_000)]));
  const found = differences(many, {});
  expect(found).toHaveLength(50);
  expect(JSON.stringify(found).length).toBeLessThan(120_000);
});
