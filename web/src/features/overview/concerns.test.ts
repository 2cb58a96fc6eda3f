import { expect, test } from "vitest";
import type { JobRow } from "../jobs/state.ts";
import { concernsOf } from "./concerns.ts";

const row = (name: string, over: object, figures: object = {}): JobRow =>
  ({
    job: { id: `job_${name}`, name, ...over },
    figures: { failed: 0, lastEventAt: undefined, usualGapMs: undefined, ...figures },
    state: "active",
    ...over,
  }) as unknown as JobRow;

test("a quiet workspace needs nobody", () => {
  expect(concernsOf([row("fine", {}), row("paused", { state: "paused" })])).toEqual([]);
});

test("each trouble says what it is and where to go, and there are at most five", () => {
  const now = Date.parse("2026-08-21T14:00:00Z");
  const quiet = { failed: 1, lastEventAt: "2026-08-21T08:00:00Z", usualGapMs: 240_000 };
  const found = concernsOf(
    [
      row("a", {}, { failed: 29 }),
      row("b", { state: "blocked", blocked: { reason: "connection refused" } }),
      row("c", { state: "needsSecret" }),
      row("d", { state: "quiet" }, quiet),
      row("e", {}, { failed: 3 }),
    ],
    now,
  );
  expect(found.map(({ title }) => title)).toEqual([
    "a: 29 events failed.",
    "b: its destination cannot be used.",
    "c: it has no signing secret yet.",
    "d: 1 event failed.",
    expect.stringMatching(/^d: no events for 6 h/),
  ]);
  expect(found[1]?.text).toContain("connection refused");
});
