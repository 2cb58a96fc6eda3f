import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const DIST = path.join(import.meta.dirname, "..", "web", "dist");
const MOST_KB = 170;

/** Compressed as the server sends it, in KB. */
const weight = (files: Iterable<string>): number => {
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(path.join(DIST, file)), { level: 9 }).length;
  return bytes / 1024;
};

/** Scripts that `index.html` names, and what these import before they run. */
function firstLoad(): ReadonlySet<string> {
  const html = readFileSync(path.join(DIST, "index.html"), "utf8");
  const named = html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g);
  const files = new Set([...named].map((match) => match[1] as string));
  for (const file of files) {
    const code = readFileSync(path.join(DIST, file), "utf8");
    for (const [, name] of code.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g))
      files.add(path.join(path.dirname(file), name as string));
  }
  return files;
}

test("the scripts of the first load stay light", () => {
  const files = firstLoad();
  expect([...files].some((file) => file.startsWith("assets/"))).toBe(true);
  expect(weight(files)).toBeLessThan(MOST_KB);
});

test("charts and code views come later", () => {
  const first = firstLoad();
  const all = readdirSync(path.join(DIST, "assets")).filter((file) => file.endsWith(".js"));
  const heavy = all.filter((file) => /^(plots|use-editor)-/.test(file));
  expect(heavy.length).toBeGreaterThan(0);
  expect(heavy.filter((file) => first.has(`assets/${file}`))).toEqual([]);
});
