import { expect, test } from "vitest";
import { OTHER, type TypeCell, typeCells } from "./rollup-types.ts";

const total = (cells: readonly TypeCell[]) => ({
  took: cells.flatMap(({ took }) => Object.values(took)).reduce((sum, n) => sum + n, 0),
  failed: cells.flatMap(({ groups }) => groups).reduce((sum, { n }) => sum + n, 0),
});

test("the busiest types and causes are told apart, the others together; nothing is lost", () => {
  const cells = typeCells();
  for (let type = 0; type < 60; type += 1) {
    cells.settled(`type.${type}`, 40 + type, undefined, 100 - type);
    for (let group = 0; group < 10; group += 1) cells.settled(`type.${type}`, null, `cause~${group}`, 1);
  }
  const result = cells.result();
  expect(result).toHaveLength(21);
  expect(result[0]).toMatchObject({ type: "type.0", took: { "20": 100 } });
  expect(result.at(-1)?.type).toBe(OTHER);
  for (const { groups } of result) expect(groups.length).toBeLessThanOrEqual(7);
  const sum = Array.from({ length: 60 }, (_, type) => 100 - type).reduce((a, b) => a + b, 0);
  expect(total(result)).toEqual({ took: sum, failed: 600 });

  const above = typeCells();
  for (let minute = 0; minute < 30; minute += 1) above.more(result);
  expect(total(above.result())).toEqual({ took: 30 * sum, failed: 30 * 600 });
  expect(above.result()).toHaveLength(21);
});

test("what is neither processed nor failed leaves nothing", () => {
  const cells = typeCells();
  cells.settled("invoice.paid", null, undefined, 5);
  expect(cells.result()).toEqual([]);
});
