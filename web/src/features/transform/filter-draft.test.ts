import type { Filter } from "@sluice/shared/transforms";
import { expect, test } from "vitest";
import {
  draftOf,
  filterOf,
  isComplete,
  newCondition,
  partsByPlace,
  replaced,
  scalarOf,
  textOf,
} from "./filter-draft.ts";

const filter: Filter = {
  all: [
    { path: "$.object.status", operator: "in", value: ["open", 3, "3", null] },
    {
      any: [
        { path: "$.object.email", operator: "exists", value: false },
        { path: "$.type", operator: "starts_with", value: "12" },
      ],
    },
  ],
};

test("what is stored is what is edited, and back", () => {
  expect(filterOf(draftOf(filter))).toEqual(filter);
  expect(filterOf(draftOf({ path: "$.id", operator: "equals", value: "12" }))).toEqual({
    all: [{ path: "$.id", operator: "equals", value: "12" }],
  });
  expect(filterOf(draftOf(null))).toBeNull();
});

test.each([
  ["12", 12],
  ['"12"', "12"],
  ["true", true],
  ["null", null],
  ["open", "open"],
  ["a b", "a b"],
  ["[1]", "[1]"],
])("%s is typed for %j", (text, value) => {
  expect(scalarOf(text)).toBe(value);
  expect(scalarOf(textOf(value))).toBe(value);
});

test("a part is replaced, removed and found by the place the server names", () => {
  const draft = draftOf(filter);
  const inner = partsByPlace(draft).get("all.1.any.1");
  expect(inner?.path).toBe("$.type");
  expect(filterOf(replaced(draft, inner?.key ?? "", null))).toMatchObject({
    all: [{}, { any: [{ operator: "exists" }] }],
  });
  expect(isComplete(draft)).toBe(true);
  expect(isComplete(replaced(draft, inner?.key ?? "", newCondition()))).toBe(false);
});
