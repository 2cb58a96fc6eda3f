import { expect, test } from "vitest";
import { explainFailure } from "./explain.ts";

test("of several duplicate keys no value of one of them is told", () => {
  const message =
    'E11000 duplicate key error collection: crm.stripe_invoices index: number_1 dup key: { number: "INV-20431" }';
  expect(explainFailure({ code: "duplicate_key", message }, 3).title).toBe(
    "Other documents already have the same number",
  );
});

test("a duplicate key names the field, its value, the index and the collection", () => {
  const explained = explainFailure({
    code: "duplicate_key",
    message:
      'E11000 duplicate key error collection: crm.stripe_invoices index: number_1 dup key: { number: "INV-20431" }',
  });
  expect(explained.title).toBe("Another document already has number INV-20431");
  expect(explained.cause).toContain("index number_1 of stripe_invoices");
  expect(explained.steps.at(-1)).toMatchObject({ action: "replay_group" });
  expect(explainFailure({ code: "duplicate_key", message: "E11000" }).title).toContain("unique");
});

test.each(["validation", "worker_died", "transform_failed", "foreign_version", "mongodb_292", "never_seen"])(
  "%s says what to do",
  (code) => {
    const { title, cause, steps } = explainFailure({ code, message: "no" });
    expect(title.length * cause.length).toBeGreaterThan(0);
    expect(steps.length).toBeGreaterThan(0);
  },
);
