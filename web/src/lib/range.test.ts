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

test.each([
  ["in the afternoon", "2026-08-21T14:22:10Z", "Europe/Berlin", "2026-08-20T22:00:00.000Z"],
  ["far from here", "2026-08-21T14:22:10Z", "Pacific/Auckland", "2026-08-21T12:00:00.000Z"],
  [
    "on the day the clock is put forward",
    "2026-03-29T14:00:00Z",
    "Europe/Berlin",
    "2026-03-28T23:00:00.000Z",
  ],
  ["on the day it is put back", "2026-10-25T14:00:00Z", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
  ["right after midnight", "2026-08-21T00:00:05Z", "UTC", "2026-08-20T23:59:05.000Z"],
])("today begins at midnight where the person is: %s", (_when, now, timeZone, from) => {
  const preferences = { theme: "system", timeZone, singleKeys: true } as const;
  expect(spanOf("today", Date.parse(now), preferences)).toEqual({ from });
});
