import { expect, test } from "vitest";
import { supportOf } from "./glibc.ts";

test.each([
  ["linux", "x64", "2.41", "native"],
  ["linux", "arm64", "2.38", "native"],
  ["darwin", "arm64", undefined, "native"],
  ["linux", "x64", "2.36", "copy"],
  ["linux", "x64", "2.34", "copy"],
] as const)("%s %s with glibc %s runs it: %s", (platform, arch, glibc, kind) => {
  expect(supportOf({ platform, arch, glibc })).toEqual({ kind });
});

test.each([
  ["win32", "x64", undefined],
  ["darwin", "x64", undefined],
  ["linux", "x64", undefined],
  ["linux", "x64", "2.31"],
  ["linux", "arm64", "2.36"],
  ["freebsd", "x64", undefined],
] as const)("%s %s with glibc %s is one sentence asking for MONGODB_URI", (platform, arch, glibc) => {
  const support = supportOf({ platform, arch, glibc });
  expect(support).toMatchObject({
    kind: "unsupported",
    reason: expect.stringMatching(/^The [^\n]*MONGODB_URI[^\n]*\.$/),
  });
});
