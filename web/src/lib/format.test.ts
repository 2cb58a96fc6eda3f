import { expect, test } from "vitest";
import { ago, axisTime, duration, estimate, listTime, share, shortId } from "./format.ts";

const NOW = Date.parse("2026-08-21T14:22:30Z");

test.each([
  ["2026-08-21T14:22:05Z", "14:22:05"],
  ["2026-08-20T22:40:00Z", "Thu 22:40"],
  ["2026-08-10T09:15:00Z", "10 Aug 09:15"],
  ["2025-08-10T09:15:00Z", "10 Aug 2025"],
])("lists show %s as %s", (at, shown) => {
  expect(listTime(at, NOW, "UTC")).toBe(shown);
});

test("today is the day in the person's time zone", () => {
  expect(listTime("2026-08-20T22:40:00Z", NOW, "Asia/Tokyo")).toBe("07:40:00");
});

test.each([
  [84, "84 ms"],
  [1310, "1.31 s"],
  [757_000, "12 m 37 s"],
  [22_320_000, "6 h 12 m"],
  [null, "—"],
])("a duration of %s ms is %s", (ms, shown) => {
  expect(duration(ms)).toBe(shown);
});

test("shares never round to all or to nothing", () => {
  expect(share(0.99999)).toBe("99.9%");
  expect(share(0.00001)).toBe("<0.1%");
  expect(share(1)).toBe("100%");
  expect(share(0)).toBe("0%");
});

test("ids keep their prefix and their end", () => {
  expect(shortId("evt_01K36ZQ8M4T7Q2M9X")).toBe("evt_…7Q2M9X");
  expect(shortId("in_1RzTp")).toBe("in_1RzTp");
});

test("large counts are called estimates", () => {
  expect(estimate(1284)).toBe("1,284");
  expect(estimate(48_123)).toBe("about 48,000");
});

test("relative times look both ways", () => {
  expect(ago("2026-08-21T14:22:27Z", NOW)).toBe("3 s ago");
  expect(ago("2026-08-21T12:12:30Z", NOW)).toBe("2 h 10 m ago");
  expect(ago("2026-08-21T14:22:42Z", NOW)).toBe("in 12 s");
});

test("an axis of a day tells times, a longer one days", () => {
  const now = Date.parse("2026-08-20T14:22:05Z");
  const label = (at: string, index: number, days: number) =>
    axisTime(at, index, days * 86_400_000, now, "UTC");
  expect(label("2026-08-19T14:30:00Z", 0, 1)).toBe("Wed 14:30");
  expect(label("2026-08-19T20:30:00Z", 1, 1)).toBe("20:30");
  expect(label("2026-08-15T12:00:00Z", 1, 7)).toBe("Sat");
  expect(label("2026-08-20T12:00:00Z", 4, 7)).toBe("Today");
  expect(label("2026-07-20T00:00:00Z", 0, 30)).toBe("20 Jul");
});
