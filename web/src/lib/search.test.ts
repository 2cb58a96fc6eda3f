import { expect, test } from "vitest";
import { oneOf, parseSearch, someOf, stringifySearch } from "./search.ts";

test("what is written can be read back", () => {
  const search = { status: "failed,pending", q: "ada@example.com & co", from: "2026-08-21T14:22:05Z" };
  const written = stringifySearch({ ...search, peek: undefined, sort: "" });
  expect(written).toBe("?status=failed,pending&q=ada%40example.com+%26+co&from=2026-08-21T14:22:05Z");
  expect(parseSearch(written)).toEqual(search);
});

test("nothing to say is no question mark", () => {
  expect(stringifySearch({ q: undefined })).toBe("");
});

test("values that are not allowed are dropped", () => {
  expect(oneOf("events", ["events", "rejected"])).toBe("events");
  expect(oneOf("<script>", ["events", "rejected"])).toBeUndefined();
  expect(someOf("failed,nonsense,pending", ["pending", "failed"])).toEqual(["pending", "failed"]);
  expect(someOf("nonsense", ["pending"])).toBeUndefined();
});
