import { expect, test } from "vitest";
import { DAY_MS, floorTo, LEVELS, MINUTE_MS, niceWidth, segments } from "./rollup-levels.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 7, 30);

test("a range is covered once, without gaps, by the coarsest levels that fit", () => {
  const from = Date.UTC(2026, 10, 1, 9, 13, 20);
  const pieces = segments(from, NOW, NOW);
  expect(pieces[0]?.from).toBe(Date.UTC(2026, 10, 1, 9, 13));
  expect(pieces.at(-1)?.to).toBe(Date.UTC(2026, 10, 22, 12, 8));
  for (const [index, piece] of pieces.entries()) {
    expect(piece.from % LEVELS[piece.level].ms).toBe(0);
    if (index > 0) expect(piece.from).toBe(pieces[index - 1]?.to);
  }
  expect(pieces.map(({ level }) => level)).toEqual([0, 1, 2, 1, 0]);
  const documents = pieces.reduce((sum, { level, from, to }) => sum + (to - from) / LEVELS[level].ms, 0);
  expect(documents).toBeLessThan(150);
});

test("what has just ended is added up from minutes", () => {
  const from = Date.UTC(2026, 10, 22, 11, 30);
  const to = Date.UTC(2026, 10, 22, 12, 8);
  expect(segments(from, NOW, NOW)).toEqual([{ level: 0, from, to }]);
  expect(segments(from, NOW, NOW + 3 * MINUTE_MS).map(({ level }) => level)).toEqual([1, 0]);
});
test("no piece is wider than the buckets it is shown in", () => {
  const from = Date.UTC(2026, 10, 20);
  expect(segments(from, NOW, NOW, MINUTE_MS).map(({ level }) => level)).toEqual([0]);
  expect(segments(from, NOW, NOW, 3 * 60 * MINUTE_MS).map(({ level }) => level)).toEqual([1, 0]);
});

test("everything since the beginning of time is a few pieces", () => {
  expect(segments(0, NOW, NOW)).toHaveLength(3);
  expect(segments(0, NOW, NOW)[0]).toEqual({ level: 2, from: 0, to: Date.UTC(2026, 10, 22) });
  expect(segments(NOW, NOW - DAY_MS, NOW)).toEqual([]);
});

test.each([
  [60 * MINUTE_MS - 1, MINUTE_MS],
  [DAY_MS, 30 * MINUTE_MS],
  [7 * DAY_MS, 180 * MINUTE_MS],
  [30 * DAY_MS, 720 * MINUTE_MS],
  [400 * DAY_MS, 7 * DAY_MS],
  [4_000 * DAY_MS, 68 * DAY_MS],
])("a range of %d ms is shown in at most 60 buckets of %d ms", (length, width) => {
  const to = Date.UTC(2026, 10, 22, 12);
  const found = niceWidth(to - length, to, 60);
  expect(found).toBe(width);
  expect(Math.ceil((to - floorTo(to - length, found)) / found)).toBeLessThanOrEqual(60);
});
