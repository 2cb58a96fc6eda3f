import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { formatKeys, keyFile, parseKeys } from "./keyring.ts";
import { createSecrets, keyIdOf } from "./secrets.ts";

const OLD = "0a".repeat(32);
const NEW = "0b".repeat(32);
const secretsOf = (text: string) => {
  const keys = parseKeys(text);
  if (!keys) throw new Error("no keys");
  return createSecrets(() => keys);
};

test("the first key seals, all open, and a value says which one sealed it", () => {
  const sealedByOld = secretsOf(OLD).seal("whsec_1");
  const both = secretsOf(`k2:${NEW},${OLD}`);
  expect(both.open(sealedByOld)).toBe("whsec_1");
  const sealedByNew = both.seal("whsec_2");
  expect(keyIdOf(sealedByNew)).toBe("k2");
  expect(both.open(sealedByNew)).toBe("whsec_2");
  expect(() => secretsOf(OLD).open(sealedByNew)).toThrow(/key k2; SLUICE_ENCRYPTION_KEY has [0-9a-f]{8}\./);
});

test("a key opens what it sealed before it was given an id", () => {
  expect(secretsOf(`k1:${OLD}`).open(secretsOf(OLD).seal("s"))).toBe("s");
});

test("a value that was changed, or sealed by another key of the same id, is not opened", () => {
  const sealed = secretsOf(`k:${OLD}`).seal("secret");
  expect(() => secretsOf(`k:${NEW}`).open(sealed)).toThrow();
  const parts = sealed.split(".");
  parts[4] = `${parts[4]?.startsWith("A") ? "B" : "A"}${parts[4]?.slice(1)}`;
  expect(() => secretsOf(`k:${OLD}`).open(parts.join("."))).toThrow();
});

test("only sealed values look like one", () => {
  expect(keyIdOf(secretsOf(`k:${OLD}`).seal(""))).toBe("k");
  for (const text of ["", "v1", "v1.k.n.t.d", "whsec_v1.abc", `${secretsOf(OLD).seal("x")} `])
    expect(keyIdOf(text)).toBeUndefined();
});

test.each([
  ["", undefined],
  ["xyz", undefined],
  [`${OLD},${OLD}`, undefined],
  [`a:${OLD},a:${NEW}`, undefined],
  [OLD, OLD],
  [`${OLD}\n`, OLD],
  [` a:${OLD},\nb:${NEW}\n`, `a:${OLD},b:${NEW}`],
])("keys are read from %j", (text, written) => {
  const keys = parseKeys(text);
  expect(keys && formatKeys(keys)).toBe(written);
});

test("a key file that is replaced is read again; one that is spoilt is not", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "encryption.key");
  const replace = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  replace("nothing");
  expect(() => keyFile(file)).toThrow("does not hold keys");
  replace(`${OLD}\n`);
  const secrets = createSecrets(keyFile(file));
  const before = secrets.seal("before");
  replace(`new:${NEW},${OLD}\n`);
  expect(secrets.keyId).toBe("new");
  expect(secrets.open(before)).toBe("before");
  expect(keyIdOf(secrets.seal("after"))).toBe("new");
  replace("spoilt");
  expect(secrets.open(before)).toBe("before");
  rmSync(file);
  expect(secrets.open(before)).toBe("before");
});
