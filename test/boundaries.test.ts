import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const files = globSync("{shared,client,server,inngest,web}/src/**/*.{ts,tsx}", { cwd: root });
const isTest = (file: string) =>
  /\.test\.tsx?$|-testing\.ts$|\/testing\/|conformance|\/embedded\/test-/.test(file);
const sources = files.filter((file) => !isTest(file));

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?["']([^"']+)["']|import\(["']([^"']+)["']\)/g;

interface Import {
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** Path from the root, for relative ones. */
  readonly target?: string;
}

function importsOf(from: string): Import[] {
  const text = readFileSync(path.join(root, from), "utf8");
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = (match[1] ?? match[2]) as string;
    return {
      from,
      specifier,
      ...(specifier.startsWith(".") && { target: path.join(path.dirname(from), specifier) }),
    };
  });
}

const imports = sources.flatMap(importsOf);
const area = (file: string) => file.split("/")[0] as string;
const packageOf = ({ specifier }: Import) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
const room = (file: string) => (/^(shared|server|inngest)\/src\/([\w-]+)\/./.exec(file) ?? [])[2];
const broken = (found: Import[]) => found.map(({ from, specifier }) => `${from} imports ${specifier}`);

test("the sources are found", () => {
  expect(sources.length).toBeGreaterThan(40);
  expect(imports.length).toBeGreaterThan(100);
});

test("web, client, server and shared import only what is below them; nobody imports web or inngest", () => {
  const allowed: Record<string, RegExp> = {
    shared: /^$/,
    client: /^shared$/,
    server: /^shared$/,
    inngest: /^(shared|server)$/,
    web: /^(shared|client)$/,
  };
  const wrong = imports.filter((one) => {
    const other = /^@sluice\/(\w+)/.exec(one.specifier)?.[1] ?? (one.target ? area(one.target) : undefined);
    return other && other !== area(one.from) && !allowed[area(one.from)]?.test(other);
  });
  expect(broken(wrong)).toEqual([]);
});

test("a workspace is imported by its name, never by a path into its folder", () => {
  expect(broken(imports.filter((one) => one.target && area(one.target) !== area(one.from)))).toEqual([]);
});

test("shared runs in a browser: it imports zod and itself", () => {
  expect(
    broken(imports.filter((one) => area(one.from) === "shared" && !one.target && one.specifier !== "zod")),
  ).toEqual([]);
});

test("the client needs nothing at run time: what it imports from others is types", () => {
  const others = sources
    .filter((file) => area(file) === "client")
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), "utf8");
      return [...text.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from\s"([^."][^"]*)"/gm)].map(
        (match) => `${file} imports ${match[1]}`,
      );
    });
  expect(others).toEqual([]);
});

test("a room is entered through its index.ts", () => {
  const wrong = imports.filter((one) => {
    if (!one.target || area(one.from) !== "server") return false;
    const to = room(one.target);
    const isRoom = to && to !== "platform" && to !== "testing" && to !== room(one.from);
    const isComposition = room(one.from) === undefined && /\/(routes|handlers)\.ts$/.test(one.target);
    return isRoom && !isComposition && !one.target.endsWith(`/${to}/index.ts`);
  });
  expect(broken(wrong)).toEqual([]);
});

test("rooms do not import each other in circles", () => {
  const edges = new Map<string, Set<string>>();
  for (const one of imports) {
    if (area(one.from) !== "server" || !one.target) continue;
    const [from, to] = [room(one.from), room(one.target)];
    if (from && to && from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  }
  const circle = (start: string, current = start, seen = new Set<string>()): boolean =>
    [...(edges.get(current) ?? [])].some(
      (next) => next === start || (!seen.has(next) && circle(start, next, seen.add(next))),
    );
  expect([...edges.keys()].filter((start) => circle(start))).toEqual([]);
});

test("platform has no domain: it imports no room", () => {
  const wrong = imports.filter(
    (one) =>
      one.from.startsWith("server/src/platform/") &&
      one.target &&
      room(one.target) !== "platform" &&
      room(one.target),
  );
  expect(broken(wrong)).toEqual([]);
});

test("connectors are pure: crypto, zod, a provider's SDK and themselves", () => {
  const wrong = imports.filter(
    (one) =>
      one.from.startsWith("server/src/connectors/") &&
      (one.target
        ? room(one.target) !== "connectors"
        : !["node:crypto", "node:util", "node:fs", "zod", "stripe"].includes(one.specifier)),
  );
  expect(broken(wrong)).toEqual([]);
});

test.each<[string, RegExp]>([
  [
    "mongodb",
    /^server\/src\/(platform\/|destinations\/|services\.ts|context\.ts|[\w-]+\/([\w-]*repo|rollups)\.ts)|^inngest\/src\/embedded\//,
  ],
  [
    "express",
    /^server\/src\/(platform\/(http\.ts|contract\/)|app\.ts|api\.ts|\w[\w-]*\/routes\.ts)|^inngest\/src\/(worker\.ts|embedded\/)/,
  ],
  ["inngest", /^server\/src\/platform\/inngest\.ts|^inngest\//],
])("%s is imported only where it belongs", (name, where) => {
  expect(broken(imports.filter((one) => packageOf(one) === name && !where.test(one.from)))).toEqual([]);
});

test("process.env is read in one place", () => {
  const readers = sources.filter((file) =>
    /process\.env\b/.test(readFileSync(path.join(root, file), "utf8")),
  );
  const allowed = /^server\/src\/(config\.ts|platform\/embedded-mongodb\/)|^inngest\/src\/embedded\/main\.ts/;
  expect(readers.filter((file) => !allowed.test(file))).toEqual([]);
});
