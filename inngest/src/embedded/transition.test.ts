import { expect, test } from "vitest";
import type { Outcome } from "./call.ts";
import type { Run, WorkItem } from "./model.ts";
import { afterOutcome, discovery } from "./transition.ts";

const NOW = 1_800_000_000_000;
const hash = (digit: number) => `${digit}`.repeat(40);

function runOf(queue: WorkItem[], stack: string[] = []): Run {
  const event = { name: "e", data: {}, id: "e1", ts: NOW, user: {} };
  const steps = Object.fromEntries(stack.map((id) => [id, "null"]));
  const times = { createdAt: NOW, orderAt: NOW };
  return { _id: "r", fn: "f", eventId: "e1", event, status: "active", ...times, rev: 0, queue, steps, stack };
}

type Answer = Exclude<Outcome, { kind: "unreachable" }>;
function after(run: Run, item: WorkItem, outcome: Answer) {
  return afterOutcome(run, item, outcome, { maxAttempts: 12, timeScale: 1, now: NOW });
}
const failure = (retryAfter?: string): Answer => ({
  kind: "error",
  isFinal: false,
  error: { name: "Error", message: "no" },
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

test.each([
  [0, 15],
  [1, 30],
  [9, 7_200],
  [10, 7_200],
])("the wait after attempt %i is %i s and up to 30 s more", (attempt, seconds) => {
  const item = { ...discovery(NOW), attempt };
  const next = after(runOf([item]), item, failure()).queue[0];
  expect(next?.attempt).toBe(attempt + 1);
  expect(next?.dueAt).toBeGreaterThanOrEqual(NOW + seconds * 1_000);
  expect(next?.dueAt).toBeLessThanOrEqual(NOW + seconds * 1_000 + 30_000);
});

test.each([
  ["3", 3_000],
  ["0", 1_000],
  ["999999999", 86_400_000],
  [new Date(NOW + 90_000).toISOString(), 90_000],
  [new Date(NOW - 90_000).toISOString(), 1_000],
])("retry-after %s waits %i ms", (header, wait) => {
  const item = discovery(NOW);
  expect(after(runOf([item]), item, failure(header)).queue[0]?.dueAt).toBe(NOW + wait);
});

test("the last attempt ends the run", () => {
  const item = { ...discovery(NOW), attempt: 11 };
  expect(after(runOf([item]), item, failure())).toMatchObject({ queue: [], end: { status: "failed" } });
});

test("a group is followed by one discovery, after its last step", () => {
  const [a, b] = [1, 2].map((n): WorkItem => ({ id: hash(n), kind: "step", attempt: 0, dueAt: NOW })) as [
    WorkItem,
    WorkItem,
  ];
  const ran = (id: string): Answer => ({ kind: "ops", ops: [{ id, op: "StepRun", data: null }] });
  expect(after(runOf([a, b]), a, ran(a.id))).toEqual({ memo: { [a.id]: '{"data":null}' }, queue: [b] });
  expect(after(runOf([b], [a.id]), b, ran(b.id)).queue).toEqual([discovery(NOW)]);
});

test.each([
  ["1h30m", 5_400_000],
  ["", 0],
  [new Date(NOW + 5_000).toISOString(), 5_000],
])("a sleep of %s wakes after %i ms", (name, wait) => {
  const item = discovery(NOW);
  const outcome: Answer = { kind: "ops", ops: [{ id: hash(1), op: "Sleep", name }] };
  expect(after(runOf([item]), item, outcome).queue).toEqual([
    { id: hash(1), kind: "sleep", attempt: 0, dueAt: NOW + wait },
  ]);
});

test.each([
  "WaitForEvent",
  "InvokeFunction",
  "WaitForSignal",
  "AIGateway",
  "Gateway",
  "DeferAdd",
  "SomethingNew",
])("%s fails the run by name", (op) => {
  const item = discovery(NOW);
  const { end } = after(runOf([item]), item, { kind: "ops", ops: [{ id: hash(1), op }] });
  expect(end).toMatchObject({
    status: "failed",
    error: { message: expect.stringContaining(`does not implement the operation ${op}`) },
  });
});

test("a run of too many or too large steps fails instead of growing for ever", () => {
  const item = discovery(NOW);
  const large: Answer = { kind: "ops", ops: [{ id: hash(1), op: "StepRun", data: "x".repeat(7_000_000) }] };
  expect(after(runOf([item]), item, large).end).toMatchObject({
    error: { message: expect.stringContaining("6 MB") },
  });
  const stack = Array.from({ length: 1_000 }, (_, index) => `${index}`);
  const one: Answer = { kind: "ops", ops: [{ id: hash(1), op: "StepRun", data: 1 }] };
  expect(after(runOf([item], stack), item, one).end).toMatchObject({
    error: { message: expect.stringContaining("1000 steps") },
  });
});
