import { expect, test } from "vitest";
import { changedLines, jsonProblem, pretty } from "./json.ts";

test("JSON is indented, anything else stays as it came", () => {
  expect(pretty('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(pretty("<xml>")).toBe("<xml>");
});

test("a problem is named", () => {
  expect(jsonProblem("{}")).toBeUndefined();
  expect(jsonProblem("{")).toMatch(/JSON/);
});

test("lines that moved are not counted, lines that changed are on both sides", () => {
  expect(changedLines("a\nb\nc", "c\na\nd")).toEqual({ added: 1, removed: 1 });
  expect(changedLines("a", "a")).toEqual({ added: 0, removed: 0 });
  expect(changedLines("a\na", "a")).toEqual({ added: 0, removed: 1 });
});
