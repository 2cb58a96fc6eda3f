import { expect, test } from "vitest";
import { parseKeys } from "./keyring.ts";
import { createSecrets } from "./secrets.ts";
import { isSetupCode, setupCode } from "./setup-code.ts";

const secretsWith = (hex: string) => createSecrets(() => parseKeys(hex.repeat(32)) ?? expect.fail());
const KEY = secretsWith("0f");
const OTHER = secretsWith("1f");

test("the code is the same at every start, and another for another key", () => {
  expect(setupCode(KEY)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(setupCode(KEY)).toBe(setupCode(KEY));
  expect(setupCode(OTHER)).not.toBe(setupCode(KEY));
});

test("it is taken however it was typed, and nothing else is", () => {
  const code = setupCode(KEY);
  const careless = ` ${code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o")} `;
  for (const typed of [code, code.replaceAll("-", ""), careless]) expect(isSetupCode(KEY, typed)).toBe(true);
  for (const typed of ["", "----", code.slice(0, -1), `${code}0`, setupCode(OTHER)])
    expect(isSetupCode(KEY, typed)).toBe(false);
});

test("keys of different purposes tell nothing about each other", () => {
  expect(KEY.derive("a", 32)).not.toEqual(KEY.derive("b", 32));
  expect(KEY.derive("a", 32)).toHaveLength(32);
});
