import { expect, test } from "vitest";
import { EMPTY } from "./draft-rules.ts";
import { fromServer, toServer } from "./draft-wire.ts";

const kept = {
  step: "destination" as const,
  name: "Billing",
  source: { connector: "stripe" as const, hasApiKey: false },
  destination: { hasUri: true, server: "db.example:27017", database: "billing" },
  webhookConfig: { events: ["invoice.*"], batchSize: 50, hasSecret: false },
  savedAt: "2026-08-21T12:00:00Z",
};

test("a kept draft is filled in again, with the usual values for what it lacks", () => {
  expect(fromServer(kept)).toMatchObject({
    name: "Billing",
    events: ["invoice.*"],
    batchSize: 50,
    batchWaitMs: 0,
    uri: "",
    keptServer: "db.example:27017",
  });
});

test("a URI that is kept stays unless it is replaced or taken away", () => {
  const draft = fromServer(kept);
  expect(toServer(draft, "destination").destination).not.toHaveProperty("uri");
  expect(toServer({ ...draft, uri: "mongodb://other" }, "destination").destination?.uri).toBe(
    "mongodb://other",
  );
  expect(toServer({ ...draft, keptServer: undefined }, "destination").destination?.uri).toBeNull();
});

test("a key that is kept stays unless it is replaced, or the provider is another", () => {
  const draft = fromServer({ ...kept, source: { connector: "stripe", hasApiKey: true } });
  expect(toServer(draft, "source").source).not.toHaveProperty("apiKey");
  expect(toServer({ ...draft, apiKey: "rk_new" }, "source").source?.apiKey).toBe("rk_new");
  expect(toServer({ ...draft, keptApiKey: false }, "source").source?.apiKey).toBeNull();
});

test("a number that is not filled in is left out", () => {
  expect(toServer({ ...EMPTY, batchSize: Number.NaN }, "source").webhookConfig?.batchSize).toBeUndefined();
});
