import { expect, test } from "vitest";
import { readRegistration } from "./registration.ts";

const step = { runtime: { type: "http", url: "http://127.0.0.1:3012/api/inngest?fnId=app-fn&stepId=step" } };
const plain = { id: "app-fn", name: "Fn", triggers: [{ event: "thing/done" }], steps: { step } };
const read = (...functions: object[]) => readRegistration({ appName: "app", functions });

test("reads what the engine implements", () => {
  const full = {
    ...plain,
    triggers: [
      { event: "thing/done", expression: "event.data.function_id == 'app-x'" },
      { cron: "TZ=Europe/Paris 0 5 * * MON-FRI" },
    ],
    steps: { step: { ...step, retries: { attempts: 7 } } },
    concurrency: [{ limit: 5 }, { limit: 1, key: "event.data.lane.id", scope: "fn" }],
    priority: { run: "event.data.priority" },
    debounce: null,
    cancel: [],
  };
  const result = read(full, plain);
  expect(result.ok && result.app.functions).toEqual([
    {
      id: "app-fn",
      url: step.runtime.url,
      maxAttempts: 8,
      triggers: [
        { kind: "event", event: "thing/done", match: { path: ["function_id"], value: "app-x" } },
        { kind: "cron", cron: "TZ=Europe/Paris 0 5 * * MON-FRI" },
      ],
      concurrency: [{ limit: 5 }, { limit: 1, key: ["lane", "id"] }],
      priority: ["priority"],
    },
    {
      id: "app-fn",
      url: step.runtime.url,
      maxAttempts: 5,
      triggers: [{ kind: "event", event: "thing/done" }],
      concurrency: [],
    },
  ]);
});

test.each([
  ["batchEvents", { batchEvents: { maxSize: 10, timeout: "1s" } }],
  ["debounce", { debounce: { period: "1s" } }],
  ["throttle", { throttle: { limit: 1, period: "1s" } }],
  ["rateLimit", { rateLimit: { limit: 1, period: "1s" } }],
  ["singleton", { singleton: { mode: "skip" } }],
  ["idempotency", { idempotency: "event.data.id" }],
  ["timeouts", { timeouts: { start: "1m" } }],
  ["cancelOn", { cancel: [{ event: "thing/cancelled" }] }],
  ["a feature of tomorrow", { "a feature of tomorrow": true }],
  ['the wildcard trigger "thing/*"', { triggers: [{ event: "thing/*" }] }],
  ["the trigger expression", { triggers: [{ event: "a", expression: "event.data.n > 1" }] }],
  ['the internal event "inngest/function.finished"', { triggers: [{ event: "inngest/function.finished" }] }],
  ["trigger jitter", { triggers: [{ cron: "* * * * *", jitter: "10s" }] }],
  ['the cron "@hourly"', { triggers: [{ cron: "@hourly" }] }],
  ['the cron "* * * * * *"', { triggers: [{ cron: "* * * * * *" }] }],
  ['the cron "0 0 30 2 *"', { triggers: [{ cron: "0 0 30 2 *" }] }],
  ['the cron "TZ=Nowhere/Town 0 5 * * *"', { triggers: [{ cron: "TZ=Nowhere/Town 0 5 * * *" }] }],
  ["the concurrency key", { concurrency: { limit: 1, key: "'all'" } }],
  ['concurrency scope "account"', { concurrency: { limit: 1, key: "event.data.a", scope: "account" } }],
  ["the priority", { priority: { run: "event.data.vip ? 10 : 0" } }],
  ["a runtime other than http", { steps: { step: { runtime: { ...step.runtime, type: "ws" } } } }],
])("refuses %s and names the function", (feature, config) => {
  const result = read(plain, { ...plain, id: "app-fancy", ...config });
  expect(result).toMatchObject({
    ok: false,
    message: expect.stringContaining(`Function "app-fancy" uses ${feature}`),
  });
});

test("names every function that is refused", () => {
  const result = read(
    { ...plain, id: "app-a", debounce: { period: "1s" } },
    { ...plain, id: "app-b", triggers: [] },
  );
  expect(result.ok ? "" : result.message).toMatch(/"app-a" uses debounce.*"app-b" is not usable/s);
});
