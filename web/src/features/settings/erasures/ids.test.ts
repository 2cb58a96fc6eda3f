import { expect, test } from "vitest";
import { idsIn } from "./ids.ts";

test("ids are read however they are separated, each once", () => {
  expect(idsIn(" cus_1\ncus_2, cus_1;\t in_3\n")).toEqual(["cus_1", "cus_2", "in_3"]);
  expect(idsIn(" \n")).toEqual([]);
});
