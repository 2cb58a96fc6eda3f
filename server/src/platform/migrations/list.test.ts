import { expect, test } from "vitest";
import { MIGRATIONS } from "./list.ts";

test("migrations are numbered in order and without gaps", () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});
