import { expect, test } from "vitest";
import { collectionsOf, createBody, type Draft, known, problemsOf } from "./draft-rules.ts";

const draft: Draft = {
  name: "Billing",
  connector: "stripe",
  how: "webhook",
  schedule: { cron: "0 * * * *", timezone: "UTC", entities: [], mode: "changes" },
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

test("a scheduled job needs a key and a schedule, and has no events of its own to take", () => {
  const scheduled: Draft = { ...draft, how: "scheduled", events: [] };
  expect(problemsOf("source", scheduled)).toHaveProperty(["source.apiKey"]);
  expect(problemsOf("source", { ...scheduled, keptApiKey: true })).toEqual({});
  expect(problemsOf("events", scheduled)).toEqual({});
  const other = { ...scheduled.schedule, cron: "0 0" };
  expect(problemsOf("events", { ...scheduled, schedule: other })).toHaveProperty(["schedule.cron"]);
  expect(createBody(scheduled)).toMatchObject({
    type: "scheduled",
    schedule: { cron: "0 * * * *", timezone: "UTC", mode: "changes" },
  });
  expect(createBody({ ...draft, how: "both" })).not.toHaveProperty("type");
});

test("a job takes a secret from the kept draft only where that one is meant, and says which draft", () => {
  const savedAt = "2026-08-21T14:22:00.000Z";
  for (const whole of [draft, { ...draft, keptServer: "db:27017", uri: "mongodb://db:27017" }]) {
    expect(createBody(whole).fromDraft).toBe(false);
    expect(known(whole, savedAt)).toEqual({});
  }
  for (const relying of [
    { ...draft, keptServer: "db:27017" },
    { ...draft, keptApiKey: true },
  ]) {
    expect(createBody(relying).fromDraft).toBe(true);
    expect(known(relying, savedAt)).toEqual({ draftSavedAt: savedAt });
  }
});
