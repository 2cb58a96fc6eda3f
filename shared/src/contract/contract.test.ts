import { describe, expect, test } from "vitest";
import * as z from "zod";
import { contract, isStream, type OpDef, paramNames } from "./index.ts";

const ops: [name: string, op: OpDef][] = Object.entries(contract).flatMap(([feature, named]) =>
  Object.entries(named).map(([name, op]): [string, OpDef] => [`${feature}.${name}`, op]),
);
const repeated = (all: readonly string[]) => all.filter((one, at) => all.indexOf(one) !== at);

test("operation ids and addresses are unique", () => {
  expect(repeated(ops.map(([, op]) => op.operationId))).toEqual([]);
  expect(repeated(ops.map(([, op]) => `${op.method} ${op.path.replaceAll(/\{\w+\}/g, "{}")}`))).toEqual([]);
});

describe.each(ops)("%s", (name, op) => {
  test("has the parameters of its path, each checked", () => {
    expect(Object.keys(op.params?.shape ?? {}).toSorted()).toEqual(paramNames(op.path).toSorted());
  });

  test("is described in a sentence without a full stop", () => {
    expect(op.summary).toMatch(/^[A-Z].{5,}[^.]$/);
    expect(op.operationId).toMatch(/^[a-z][A-Za-z]+$/);
  });

  test("refuses a query that it does not know", () => {
    expect(
      op.query?.safeParse({ "no-such-key": "1" }).error?.issues ?? [{ code: "unrecognized_keys" }],
    ).toEqual(expect.arrayContaining([expect.objectContaining({ code: "unrecognized_keys" })]));
  });

  test("takes a body only where it changes something, and leaves the client's own names alone", () => {
    if (op.method === "GET") expect(op.body).toBeUndefined();
    expect(["key", "constructor", "then"]).not.toContain(name.split(".")[1]);
  });

  test("answers JSON as it is, without transforms", () => {
    if (!op.output || isStream(op.output)) return;
    const { output } = op;
    expect(() => z.toJSONSchema(output as z.ZodType, { io: "output" })).not.toThrow();
  });

  test("says whose workspace only to those who are known", () => {
    if (op.role === "public" && !op.raw) expect(paramNames(op.path)).not.toContain("workspaceId");
  });
});
