import { expect, test } from "vitest";
import { addressOf, readViews, writeViews } from "./views.ts";

test("views come back as they were kept, without what was peeked at", () => {
  const search = { status: "failed,waiting", range: "24h", live: true, peek: "evt_1" } as const;
  expect(readViews(writeViews([{ name: "Needs me", search }]))).toEqual([
    { name: "Needs me", search: { status: "failed,waiting", range: "24h", live: true } },
  ]);
  expect(addressOf({ q: "ada@example.com" })).toBe("?q=ada%40example.com");
});

test("what cannot be read is dropped", () => {
  expect(readViews("{")).toEqual([]);
  expect(readViews('{"name":"x"}')).toEqual([]);
  expect(readViews('[null,{"name":"Mine","address":"?status=nonsense&q=a"},{"name":1}]')).toEqual([
    { name: "Mine", search: { q: "a" } },
  ]);
});
