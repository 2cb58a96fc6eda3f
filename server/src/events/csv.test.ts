import type { EventSummary } from "@sluice/shared/events";
import { expect, test } from "vitest";
import { csvHead, csvLine } from "./csv.ts";

const event: EventSummary = {
  id: "evt_1",
  jobId: "job_1",
  type: "customer.created",
  status: "failed",
  providerEventId: "evt_p",
  eventAt: "2026-10-01T00:00:00.000Z",
  receivedAt: "2026-10-01T00:00:01.000Z",
  attempts: 8,
  duplicates: 0,
};
const cellOf = (over: Partial<EventSummary>, column: string) => {
  const line = csvLine({ ...event, ...over });
  const at = csvHead().trim().split(",").indexOf(column);
  const cells = [...line.trimEnd().matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) => match[1]);
  return cells[at];
};

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])("a cell cannot be the formula %j", (reason) => {
  expect(cellOf({ reason }, "reason")).toBe(`'${reason}`);
});

test("what separates cells and lines is quoted", () => {
  expect(cellOf({ reason: 'a "b", c\nd' }, "reason")).toBe('"a ""b"", c\nd"');
  expect(cellOf({ reason: "\r=1" }, "reason")).toBe(`"'\r=1"`);
  expect(cellOf({ error: { code: "validation", message: "=no, never" } }, "errorMessage")).toBe(
    `"'=no, never"`,
  );
});

test("every line has a cell for each column; what is missing is empty, numbers are as they are", () => {
  expect(csvLine(event).split(",")).toHaveLength(csvHead().split(",").length);
  expect([cellOf({}, "attempts"), cellOf({}, "outcome"), cellOf({ livemode: false }, "livemode")]).toEqual([
    "8",
    "",
    "false",
  ]);
});
