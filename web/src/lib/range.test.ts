import { expect, test } from "vitest";
import { rangeText, spanOf } from "./range.ts";

const NOW = Date.parse("2026-08-21T14:22:30Z");

test("the last so many hours end now, and go on", () => {
  expect(spanOf("24h", NOW)).toEqual({ from: "2026-08-20T14:22:30.000Z" });
});

test("a span that was drawn keeps both ends through the address", () => {
  const from = Date.parse("2026-08-21T13:00:00Z");
  const text = rangeText(from, NOW);
  expect(text).toBe("2026-08-21T13:00Z..2026-08-21T14:22:30Z");
  expect(spanOf(text, 0)).toEqual({ from: "2026-08-21T13:00:00.000Z", to: "2026-08-21T14:22:30.000Z" });
});

test.each(["", "soon", "0h", "2026-08-21..2026-08-20", "2026-08-21.."])("%j is no range", (text) => {
  expect(spanOf(text, NOW)).toBeUndefined();
});
