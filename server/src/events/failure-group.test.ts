import { expect, test } from "vitest";
import { causeOf, failureGroup } from "./failure-group.ts";

const duplicate = (index: string, number: string) =>
  `E11000 duplicate key error collection: billing.invoices index: ${index} dup key: { number: "${number}" }`;

test("failures of one cause share a group, whatever ids and values they name", () => {
  const group = failureGroup("duplicate_key", duplicate("number_1", "INV-20431"));
  expect(failureGroup("duplicate_key", duplicate("number_1", 'INV-7 { } "x"'))).toBe(group);
  expect(group).toMatch(/^duplicate_key~[0-9a-f]{8}$/);
  expect(failureGroup("duplicate_key", duplicate("email_1", "INV-20431"))).not.toBe(group);
  expect(failureGroup("validation", duplicate("number_1", "INV-20431"))).not.toBe(group);
});

test.each([
  ["Document in_1RzTpVLk2p9 was refused after 31 ms", "Document # was refused after # ms"],
  ['The field "amount" holds "12,5"', 'The field "…" holds "…"'],
  ["Plan executor error:  boom\n at 12", "Plan executor error: boom at #"],
])("%s", (message, cause) => {
  expect(causeOf(message)).toBe(cause);
});

test("a hostile message is read in linear time", () => {
  const startedAt = performance.now();
  failureGroup("validation", `"${"\\".repeat(1_000_000)}`);
  failureGroup("validation", "a1-".repeat(500_000));
  expect(performance.now() - startedAt).toBeLessThan(200);
});
