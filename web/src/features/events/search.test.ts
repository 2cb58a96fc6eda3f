import { expect, test } from "vitest";
import { eventsSearch, filterOf, listOf, textOf } from "./search.ts";

test("the address keeps what it can read and drops the rest", () => {
  expect(
    eventsSearch({
      status: "failed,nonsense,pending",
      type: "invoice.*",
      sort: "upwards",
      live: "1",
      peek: "x",
    }),
  ).toEqual({ status: "failed,pending", type: "invoice.*", live: true });
});

test("the filter asks for lists, whole minutes and at most four terms", () => {
  const now = Date.parse("2026-08-21T14:22:33Z");
  expect(filterOf({ range: "1h", status: "failed,pending", q: "a  b c d e", key: "cus_1" }, now)).toEqual({
    from: "2026-08-21T13:22:00.000Z",
    status: ["failed", "pending"],
    q: ["a", "b", "c", "d"],
    objectId: "cus_1",
  });
  expect(filterOf({}, now)).toEqual({});
});

test("lists are texts in the address", () => {
  expect(listOf("a,b,")).toEqual(["a", "b"]);
  expect(textOf([])).toBeUndefined();
  expect(textOf(["a", "b"])).toBe("a,b");
});
