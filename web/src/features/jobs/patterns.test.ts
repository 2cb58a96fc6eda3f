import { expect, test } from "vitest";
import { patternsOf, takes, withoutTypes, withTypes } from "./patterns.ts";

const TYPES = [
  "customer.created",
  "customer.deleted",
  "invoice.paid",
  "invoice.voided",
  "customer.tax_id.created",
];

test.each([
  ["customer.*", "customer.created", true],
  ["customer.*", "customerXcreated", false],
  ["*.created", "customer.tax_id.created", true],
  ["invoice.paid", "invoice.paid_late", false],
  ["invoice.*_failed", "invoice.payment_failed", true],
])("%s takes %s: %s", (pattern, type, expected) => {
  expect(takes(pattern, type)).toBe(expected);
});

test("a type taken out of a wildcard leaves the others of it", () => {
  expect(withoutTypes(["invoice.*", "customer.created"], ["invoice.paid"], TYPES)).toEqual([
    "invoice.voided",
    "customer.created",
  ]);
  expect(withoutTypes(["*"], ["customer.created"], TYPES)).toEqual(TYPES.slice(1));
});

test("what a wildcard takes is not named beside it", () => {
  expect(withTypes(["invoice.*"], ["invoice.paid", "customer.created"])).toEqual([
    "invoice.*",
    "customer.created",
  ]);
});

test("a group is a wildcard only where the wildcard takes nothing else", () => {
  expect(patternsOf({ objects: ["invoice"], types: ["invoice.paid", "invoice.voided"] }, TYPES)).toEqual([
    "invoice.*",
  ]);
  const customer = { objects: ["customer"], types: ["customer.created", "customer.deleted"] };
  expect(patternsOf(customer, TYPES)).toEqual(customer.types);
});
