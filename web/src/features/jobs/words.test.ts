import { expect, test } from "vitest";
import { targetOf, wordsFor } from "./words.ts";

const TYPES = ["customer.created", "customer.deleted", "invoice.paid", "customer.tax_id.created"];

test("what a job takes, in words", () => {
  expect(wordsFor(["*"], TYPES)).toBe("all event types");
  expect(wordsFor(["customer.*"], TYPES)).toBe("3 event types");
  expect(wordsFor(["invoice.p*"], TYPES)).toBe("invoice.paid");
  expect(wordsFor(["invoice.p*", "customer.*"])).toBe("2 patterns");
});

test("where it writes, with the prefix", () => {
  const destination = { server: "ledger", database: "billing", collectionPrefix: "stripe_" };
  expect(targetOf({ destination })).toBe("billing.stripe_*");
});
