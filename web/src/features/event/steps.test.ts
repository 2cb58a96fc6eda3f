import type { EventDetail } from "@sluice/shared/events";
import { expect, test } from "vitest";
import { stepsOf } from "./steps.tsx";

const T = Date.parse("2026-11-27T12:00:00Z");
const at = (ms: number) => new Date(T + ms).toISOString();
const tried = (ms: number, lasted?: number, message = "E11000") =>
  ({ at: at(ms), action: "fail", success: false, message, ...(lasted && { ms: lasted }) }) as const;
const stepsOfLog = (log: EventDetail["log"], over: Partial<EventDetail> = {}) =>
  stepsOf({ receivedAt: at(0), request: {}, status: "processed", log, ...over } as EventDetail);

test("an attempt is shown from its start, with how long it and the wait before it lasted", () => {
  const [, first, second] = stepsOfLog([
    tried(90, 80),
    { at: at(2_140), action: "upsert", success: true, ms: 50 },
  ]);
  expect(first).toMatchObject({ offset: "+10 ms", ms: 80, title: "Attempt 1 failed" });
  expect(first).not.toHaveProperty("waited");
  expect(second).toMatchObject({ offset: "+2.09 s", ms: 50, waited: "waited 2.00 s" });
});

test("equal failures in a row are one step, that keeps their waits and how long they lasted", () => {
  const steps = stepsOfLog([tried(90, 80), tried(1_170, 80), tried(3_260, 90), tried(9_000, 10, "Other")]);
  expect(steps).toHaveLength(3);
  expect(steps[1]).toMatchObject({ title: "Attempts 1 to 3 failed", offset: "+10 ms", ms: 250 });
  expect(JSON.stringify(steps[1]?.detail)).toContain("1.00 s, 2.00 s");
  expect(steps[1]?.folded).toMatchObject([{}, { waited: "waited 1.00 s" }, { waited: "waited 2.00 s" }]);
  expect(steps[2]).toMatchObject({ title: "Attempt 4 failed", waited: "waited 5.73 s" });
});

test("what was logged without a length has no bar", () => {
  const [, first] = stepsOfLog([tried(5_000), tried(9_000)]);
  expect(first).toMatchObject({ offset: "+5.00 s", ms: undefined });
  expect(first).not.toHaveProperty("waited");
});
