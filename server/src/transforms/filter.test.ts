import { Filter } from "@sluice/shared/transforms";
import { expect, test } from "vitest";
import { judge, verdictOn, whyNotAFilter } from "./filter.ts";
import { JUDGEMENT_STEPS, workOf } from "./filter-work.ts";

const object = {
  status: "open",
  amount: 1200,
  tags: ["new", "vip"],
  paid: false,
  note: null,
  lines: [
    { sku: "a", price: 5 },
    { sku: "b", price: 50 },
  ],
  email: "ada@example.com",
};
const subject = {
  object,
  type: "invoice.updated",
  collection: "invoices",
  headers: { "user-agent": "Stripe/1.0" },
};
const holds = (filter: Filter, about: object = subject) => judge(filter, about).holds;

test.each([
  ["$.object.status", "equals", "open", true],
  ["$.object.status", "equals", "paid", false],
  ["$.object.amount", "equals", "1200", false],
  ["$.object.note", "equals", null, true],
  ["$.object.missing", "equals", null, false],
  ["$.object.missing", "not_equals", "x", true],
  ["$.object.status", "not_equals", "open", false],
  ["$.object.tags", "contains", "vip", true],
  ["$.object.tags", "contains", "vi", false],
  ["$.object.email", "contains", "@example", true],
  ["$.object.tags", "not_contains", "old", true],
  ["$.object.email", "starts_with", "ada", true],
  ["$.object.email", "ends_with", ".com", true],
  ["$.object.email", "regex_match", "^[a-z]+@example\\.com$", true],
  ["$.object.amount", "regex_match", "12", false],
  ["$.object.amount", "greater_than", 1000, true],
  ["$.object.amount", "greater_than", "1000", false],
  ["$.object.amount", "less_than", 1200, false],
  ["$.object.lines[*].price", "greater_than", 40, true],
  ["$.object.lines[?@.price > 40].sku", "equals", "b", true],
  ["$.object..sku", "equals", "b", true],
  ["$.object.status", "in", ["paid", "open"], true],
  ["$.object.status", "not_in", ["paid", "open"], false],
  ["$.object.note", "exists", true, true],
  ["$.object.missing", "exists", false, true],
  ["$.object.missing", "exists", undefined, false],
  ["$.headers['user-agent']", "starts_with", "Stripe", true],
  ["$.type", "ends_with", ".updated", true],
] as const)("%s %s %j is %s", (path, operator, value, expected) => {
  const filter = Filter.parse({ path, operator, ...(value !== undefined && { value }) });
  expect(whyNotAFilter(filter)).toBeUndefined();
  expect(holds(filter)).toBe(expected);
});

const open: Filter = { path: "$.object.status", operator: "equals", value: "open" };
const paid: Filter = { path: "$.object.status", operator: "equals", value: "paid" };
const typed: Filter = { path: "$.type", operator: "equals", value: "invoice.paid" };

test("groups within groups, and which condition failed", () => {
  expect(holds({ all: [open, { any: [paid, { all: [open, open] }] }] })).toBe(true);
  const judged = judge({ all: [open, { any: [paid, typed] }] }, subject);
  expect(judged.holds).toBe(false);
  expect(judged.conditions).toEqual([
    { at: "all.0", holds: true, found: ["open"] },
    { at: "all.1.any.0", holds: false, found: ["open"] },
    { at: "all.1.any.1", holds: false, found: ["invoice.updated"] },
  ]);
  const { leftOut } = verdictOn({ all: [open, { any: [paid, typed] }] }, subject);
  expect(leftOut).toBe('The job\'s filter left it out: not $.object.status equals "paid", nor 1 more.');
});

test("what an object of a list does not tell leaves nothing out", () => {
  const listed = { object, collection: "invoices" };
  expect(holds(typed, listed)).toBeUndefined();
  expect(holds({ all: [open, typed] }, listed)).toBeUndefined();
  expect(holds({ all: [paid, typed] }, listed)).toBe(false);
  expect(holds({ any: [paid, typed] }, listed)).toBeUndefined();
  expect(holds({ any: [open, typed] }, listed)).toBe(true);
  expect(verdictOn({ all: [open, typed] }, listed)).toEqual({});
});

test.each([
  ["$.object[?match(@.a, '(a+)+b')]", "match()"],
  ["$.object[?search(@.a, '(a+)+b')]", "search()"],
  ["$.object..a..b", "more than one"],
  ["$.object..[?@.a]", "more than one"],
  ["$.object[?@[?@.a]]", "more than one"],
  ["$.object[?@..a]", "more than one"],
  ["$.object[?@.a == $.object.b]", "$ within a filter"],
  ["$.object[*,*][*,*][*,*]", "more than one selector"],
  ["$.nothing.known", "begin with"],
  ["$", "begin with"],
  ["object.status", "JSONPath"],
])("the path %s is refused", (path, why) => {
  expect(whyNotAFilter({ path, operator: "exists" })?.why).toContain(why);
});

test.each([
  "(((a{100}){100}){100})",
  "(?:[a-z]{0,98}[a-z]?){10}[A-Z]$",
  "(?:a{31}){32}".repeat(38),
  "(?<=a)b",
  "(a)\\1",
  "(",
])("the expression %s is refused", (value) => {
  expect(whyNotAFilter({ path: "$.object.a", operator: "regex_match", value })).toMatchObject({
    at: "value",
  });
});

test("sizes and depth are bounded", () => {
  const nested = (depth: number): unknown => (depth === 0 ? open : { all: [nested(depth - 1)] });
  expect(Filter.safeParse(nested(4)).success).toBe(true);
  expect(Filter.safeParse(nested(5)).success).toBe(false);
  expect(Filter.safeParse({ all: Array(10).fill({ any: Array(6).fill(open) }) }).success).toBe(false);
  expect(Filter.safeParse({ ...open, operator: "in" }).success).toBe(false);
  expect(Filter.safeParse({ all: [] }).success).toBe(false);
});

test("a filter of many large expressions is refused, one of many usual ones is not", () => {
  const filter = (value: string): Filter => ({
    any: Array.from({ length: 50 }, () => ({ path: "$.object.a", operator: "regex_match", value })),
  });
  expect(whyNotAFilter(filter("[a-z]{0,100}X"))).toMatchObject({ at: "any.14.value" });
  expect(whyNotAFilter(filter("^[\\w.+-]+@example\\.(com|org)$"))).toBeUndefined();
});

const many = (condition: Filter): Filter => ({ any: Array.from({ length: 50 }, () => condition) });
const texts = Array.from({ length: 100 }, () => "a".repeat(10_000));
const numbers = Array.from({ length: 500_000 }, () => 1);
const objects = Array.from({ length: 100_000 }, () => ({ a: 1 }));
const names = Array.from({ length: 200 }, (_, index) => `name ${index}`);
const beginning = "a".repeat(995);
const longTexts = Array.from({ length: 1_000 }, (_, index) => `${beginning}${index + 2_000}`);
const longNames = Array.from({ length: 200 }, (_, index) => `${beginning}${index + 1_000}`);
const sought = `ac${"a".repeat(998)}`;
const long = `[?${Array.from({ length: 15 }, (_, index) => `@.a > ${index + 1}`).join(" || ")}]`;

test.each<[string, unknown, Filter]>([
  [
    "an expression",
    texts,
    { path: "$.payload[*]", operator: "regex_match", value: "([a-z]{0,40}){7}[A-Z]$" },
  ],
  ["a list of names", numbers, { path: "$.payload[*]", operator: "in", value: names }],
  ["a list of long names", longTexts, { path: "$.payload[*]", operator: "in", value: longNames }],
  ["a search in texts", texts, { path: "$.payload[*]", operator: "contains", value: sought }],
  ["a search in a list", numbers, { path: "$.payload", operator: "contains", value: 2 }],
  ["a path over a list", numbers, { path: "$.payload[*][*][*]", operator: "exists" }],
  ["a path over all", objects, { path: "$.payload..*", operator: "equals", value: 2 }],
  ["a path with a question", objects, { path: `$.payload${long}`, operator: "exists" }],
])(
  "%s over a body of a megabyte, fifty times, is bounded and leaves nothing out",
  (_, payload, condition) => {
    const filter = many(condition);
    const work = workOf();
    const started = performance.now();
    const judged = judge(filter, { payload }, work);
    // Some 60 ms alone on a machine; the bound is for one that is busy.
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(work.left()).toBeGreaterThanOrEqual(0);
    expect(work.left()).toBeLessThan(JUDGEMENT_STEPS);
    if (judged.holds !== undefined) return;
    const { leftOut, note } = verdictOn(filter, { payload });
    expect(leftOut).toBeUndefined();
    expect(note).toContain("too much work on an event of this size");
    expect(judge(filter, { payload }).holds).toBeUndefined();
  },
);

test("the work is counted: an expression takes its size for each character, and no more than is left", () => {
  const filter: Filter = { path: "$.payload", operator: "regex_match", value: "^[a-z]+@example\\.com$" };
  const work = workOf();
  expect(judge(filter, { payload: "a".repeat(9_999) }, work).holds).toBe(false);
  const steps = JUDGEMENT_STEPS - work.left();
  expect(steps).toBeGreaterThan(100_000);
  expect(steps % 10_000).toBe(0);
  const little = workOf(steps - 1);
  expect(judge(filter, { payload: "a".repeat(9_999) }, little)).toEqual({
    holds: undefined,
    conditions: [{ at: "", holds: undefined, found: ["a".repeat(9_999)], isTooMuch: true }],
  });
  expect(little.left()).toBe(steps - 1);
});

test("what was too much decides nothing, and what can be decided still does", () => {
  const heavy: Filter = { path: "$.payload[*]", operator: "regex_match", value: "([a-z]{0,40}){7}[A-Z]$" };
  const big = { payload: texts, type: "invoice.updated" };
  const isUpdated: Filter = { path: "$.type", operator: "ends_with", value: ".updated" };
  expect(holds({ all: [heavy, typed] }, big)).toBe(false);
  expect(verdictOn({ all: [heavy, typed] }, big).leftOut).toContain('not $.type equals "invoice.paid".');
  expect(verdictOn({ any: [heavy, isUpdated] }, big)).toEqual({});
  expect(verdictOn({ any: [heavy, typed] }, big).note).toContain(
    "let it in undecided: $.payload[*] regex match",
  );
});

test("a list of twenty thousand entries is still decided", () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => ({ id: `item ${index}`, price: index }));
  const filter: Filter = {
    all: [
      { path: "$.object.lines[*].id", operator: "not_in", value: names },
      { path: "$.object.lines[*].id", operator: "not_contains", value: "test" },
      { path: "$.object.lines[*].price", operator: "greater_than", value: 19_998 },
    ],
  };
  expect(holds(filter, { object: { lines } })).toBe(true);
});
