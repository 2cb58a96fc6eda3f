import { expect, test } from "vitest";
import { signInSearch } from "./search.ts";

test("after signing in only our own pages are opened", () => {
  expect(signInSearch({ next: "/events?status=failed" })).toEqual({ next: "/events?status=failed" });
  for (const next of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
    expect(signInSearch({ next })).toEqual({});
});
