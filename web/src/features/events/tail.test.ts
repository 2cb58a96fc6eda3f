import type { EventSummary } from "@sluice/shared/events";
import { expect, test } from "vitest";
import { knownIds, type Pages, rateOf, restarted, sampleOf, updated, withFresh } from "./tail.ts";

const START = Date.parse("2026-08-21T14:00:00Z");

const row = (number: number, more: Partial<EventSummary> = {}): EventSummary => ({
  id: `evt_${String(number).padStart(4, "0")}`,
  jobId: "job_1",
  type: "customer.created",
  status: "processed",
  providerEventId: `p${number}`,
  eventAt: new Date(START).toISOString(),
  receivedAt: new Date(START + number * 100).toISOString(),
  attempts: 1,
  duplicates: 0,
  ...more,
});
const page = (...numbers: number[]) => ({
  data: numbers.map((number) => row(number)),
  nextCursor: null,
  prevCursor: null,
});
const pages: Pages = { pages: [page(9, 8), page(7, 6)], pageParams: [undefined, "evt_0008"] };
const idsOf = ({ pages: all }: Pages) => all.map(({ data }) => data.map(({ id }) => Number(id.slice(4))));

test("new rows take their places on the first page, each once", () => {
  expect(idsOf(withFresh(pages, [row(12), row(10), row(9)]))).toEqual([
    [12, 10, 9, 8],
    [7, 6],
  ]);
  expect(withFresh(pages, [])).toBe(pages);
});

test("a row that was stored late stands where its time says", () => {
  const gap: Pages = { pages: [page(9, 7)], pageParams: [undefined] };
  expect(idsOf(withFresh(gap, [row(8)]))).toEqual([[9, 8, 7]]);
});

test("what changed is drawn again and nothing else; unknown rows do not come in", () => {
  const next = updated(pages, [row(6, { status: "failed" }), row(9), row(50)]);
  expect(next.pages[0]).toBe(pages.pages[0]);
  expect(next.pages[1]?.data.map(({ status }) => status)).toEqual(["processed", "failed"]);
  expect(next.pages[1]?.data[0]).toBe(pages.pages[1]?.data[0]);
  expect(updated(pages, [row(9), row(50)])).toBe(pages);
});

test("the rate is that of the newest rows, whatever else is loaded", () => {
  expect(rateOf([row(11), row(6), row(1)])).toBeCloseTo(2);
  expect(rateOf([row(1)])).toBe(0);
});

test("a sample holds the newest and at most as many as it may", () => {
  const many = Array.from({ length: 100 }, (_, index) => row(100 - index));
  const sample = sampleOf(many, 20);
  expect(sample[0]).toBe(many[0]);
  expect(sample.length).toBe(20);
  expect(sampleOf(many.slice(0, 5), 20)).toHaveLength(5);
});

test("a restart forgets the pages of before", () => {
  expect(knownIds(restarted(page(3, 2)))).toEqual(new Set(["evt_0003", "evt_0002"]));
});
