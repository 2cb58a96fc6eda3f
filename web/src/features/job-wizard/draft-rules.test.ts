import { expect, test } from "vitest";
import { collectionsOf, type Draft, problemsOf } from "./draft-rules.ts";

const draft: Draft = {
  name: "Billing",
  connector: "stripe",
  events: ["*"],
  apiKey: "",
  keptApiKey: false,
  database: "billing",
  collectionPrefix: "stripe_",
  uri: "",
  batchSize: 100,
  batchWaitMs: 0,
  deleteMode: "hard",
};

test("a complete draft has no problems", () => {
  for (const step of ["source", "events", "destination"] as const)
    expect(problemsOf(step, draft)).toEqual({});
});

test.each([
  ["source", { name: " " }, "name"],
  ["events", { events: [] }, "events"],
  ["destination", { database: "" }, "database"],
  ["destination", { database: "a b" }, "database"],
  ["destination", { collectionPrefix: "a.b" }, "collectionPrefix"],
  ["destination", { uri: "localhost:27017" }, "uri"],
  ["destination", { batchSize: Number.NaN }, "batchSize"],
  ["destination", { batchWaitMs: 60_001 }, "batchWaitMs"],
] as const)("%s says what is wrong with %o", (step, change, field) => {
  expect(Object.keys(problemsOf(step, { ...draft, ...change }))).toEqual([field]);
});

test("collections are those of the chosen types, once each", () => {
  const groups = [
    { types: ["invoice.paid"], collections: ["invoices"] },
    { types: ["checkout.session.completed"], collections: ["invoices", "customers"] },
    { types: ["charge.failed"], collections: ["charges"] },
  ];
  expect(collectionsOf(groups, (type) => type !== "charge.failed", "s_")).toEqual([
    "s_customers",
    "s_invoices",
  ]);
});
