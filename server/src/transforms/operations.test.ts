import { Transform } from "@sluice/shared/transforms";
import { expect, test } from "vitest";
import { applyOperations } from "./operations.ts";

const key = Buffer.alloc(32, 7);
const customer = {
  id: "cus_1",
  name: "Ada",
  email: "ada@example.com",
  card: { last4: "4242", number: "4242424242424242", exp: { month: 1, year: 2030 } },
  lines: [
    { sku: "a", price: 5 },
    { sku: "b", price: 50 },
  ],
  note: null,
};
const shaped = (operations: object[], document: object = customer) => {
  const transform = Transform.parse({ operations });
  if (!("operations" in transform)) throw new Error("not operations");
  return applyOperations(document as never, transform.operations, () => key);
};

test("rename moves a field, into an object that is made for it, and over what is there", () => {
  expect(shaped([{ op: "rename", from: "name", to: "who.full" }])).toMatchObject({ who: { full: "Ada" } });
  expect(shaped([{ op: "rename", from: "card.exp", to: "name" }])).toMatchObject({
    name: { month: 1, year: 2030 },
  });
  expect(shaped([{ op: "rename", from: "missing", to: "name" }])).toEqual(customer);
});

test("drop and pick, in lists too", () => {
  expect(shaped([{ op: "drop", paths: ["card.number", "lines.*.price", "missing.too"] }])).toMatchObject({
    card: { last4: "4242", exp: { month: 1, year: 2030 } },
    lines: [{ sku: "a" }, { sku: "b" }],
  });
  expect(shaped([{ op: "pick", paths: ["id", "card.exp.year", "lines.*.sku"] }])).toEqual({
    id: "cus_1",
    card: { exp: { year: 2030 } },
    lines: [{ sku: "a" }, { sku: "b" }],
  });
});

test("mask keeps the last characters, and never all of them", () => {
  const operations = [{ op: "mask", paths: ["card.number", "name", "note", "card.exp"], keep: 4 }];
  expect(shaped(operations)).toMatchObject({
    name: "****",
    note: null,
    card: { number: "****4242", exp: "****" },
  });
  expect(shaped([{ op: "mask", paths: ["name"], keep: 0 }])).toMatchObject({ name: "****" });
});

test("hash is keyed, stable, and the same for equal values", () => {
  const one = shaped([{ op: "hash", paths: ["email", "lines.*.price"] }]);
  expect(one.email).toMatch(/^[\da-f]{64}$/);
  expect(one.email).toBe(shaped([{ op: "hash", paths: ["email"] }]).email);
  const other = applyOperations(customer, [{ op: "hash", paths: ["email"] }], () => Buffer.alloc(32, 8));
  expect(other.email).not.toBe(one.email);
});

test("flatten", () => {
  expect(shaped([{ op: "flatten", path: "card" }])).toMatchObject({
    card_last4: "4242",
    card_exp_month: 1,
    id: "cus_1",
  });
  expect(shaped([{ op: "flatten", separator: "__" }])).toMatchObject({
    card__exp__year: 2030,
    lines: customer.lines,
  });
});

test("the given document stays as it is, and names of prototypes are names", () => {
  const document = JSON.parse('{"a":{"__proto__":{"x":1},"constructor":{"y":2}}}');
  const before = JSON.stringify(document);
  const flat = shaped(
    [{ op: "flatten" }, { op: "rename", from: "a_constructor_y", to: "constructor.prototype" }],
    document,
  );
  expect(JSON.stringify(document)).toBe(before);
  expect(JSON.stringify(flat)).toBe('{"a___proto___x":1,"constructor":{"prototype":2}}');
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test.each(["_id", "_id.x", "_sync_metadata.version", "__proto__.x", "a..b", ""])(
  "the path %j is refused",
  (path) => {
    expect(Transform.safeParse({ operations: [{ op: "drop", paths: [path] }] }).success).toBe(false);
  },
);
