import { Filter } from "@sluice/shared/transforms";
import { expect, test } from "vitest";
import { judge, leftOutBy, whyNotAFilter } from "./filter.ts";

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
  const reason = leftOutBy({ all: [open, { any: [paid, typed] }] }, subject);
  expect(reason).toBe('The job\'s filter left it out: not $.object.status equals "paid", nor 1 more.');
});

test("what an object of a list does not tell leaves nothing out", () => {
  const listed = { object, collection: "invoices" };
  expect(holds(typed, listed)).toBeUndefined();
  expect(holds({ all: [open, typed] }, listed)).toBeUndefined();
  expect(holds({ all: [paid, typed] }, listed)).toBe(false);
  expect(holds({ any: [paid, typed] }, listed)).toBeUndefined();
  expect(holds({ any: [open, typed] }, listed)).toBe(true);
  expect(leftOutBy({ all: [open, typed] }, listed)).toBeUndefined();
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

test.each(["(((a{100}){100}){100})", "(?<=a)b", "(a)\\1", "("])("the expression %s is refused", (value) => {
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

test("hostile expressions and paths take no time over a body of a megabyte", () => {
  const text = "a".repeat(1_000_000);
  const wide = { object: { text, list: Array.from({ length: 50_000 }, (_, index) => ({ a: index })) } };
  const started = performance.now();
  for (const value of ["(a+)+$b", "(a|aa)+$b", "(.*)*b", "(a{0,30}){0,30}b"]) {
    const filter: Filter = { path: "$.object.text", operator: "regex_match", value };
    if (!whyNotAFilter(filter)) judge(filter, wide);
  }
  judge({ path: "$.object..a", operator: "equals", value: -1 }, wide);
  judge({ path: "$.object.list[?@.a < 0].a", operator: "exists" }, wide);
  expect(performance.now() - started).toBeLessThan(3_000);
});
