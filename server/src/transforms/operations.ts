import { createHmac } from "node:crypto";
import type { Operation } from "@sluice/shared/transforms";

type Fields = Record<string, unknown>;
type Container = Fields | unknown[];

/** What a document becomes; the given one stays as it is. `hashKey` is asked for where something is hashed. */
export function applyOperations(
  document: Readonly<Fields>,
  operations: readonly Operation[],
  hashKey: () => Buffer,
): Fields {
  let result = structuredClone(document) as Fields;
  for (const operation of operations) result = applied(result, operation, hashKey);
  return result;
}

function applied(document: Fields, operation: Operation, hashKey: () => Buffer): Fields {
  switch (operation.op) {
    case "rename":
      return renamed(document, operation.from, operation.to);
    case "drop":
      for (const path of operation.paths)
        each(document, path, (holder, key) => {
          if (Array.isArray(holder)) holder[Number(key)] = null;
          else delete holder[key];
        });
      return document;
    case "pick":
      return picked(document, operation.paths.map(namesOf)) as Fields;
    case "mask":
      for (const path of operation.paths)
        each(document, path, (holder, key) => put(holder, key, masked(get(holder, key), operation.keep)));
      return document;
    case "hash": {
      const secret = hashKey();
      for (const path of operation.paths)
        each(document, path, (holder, key) => put(holder, key, hashed(get(holder, key), secret)));
      return document;
    }
    case "flatten":
      return flattened(document, operation.path, operation.separator);
  }
}

const namesOf = (path: string): string[] => path.split(".");
const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isContainer = (value: unknown): value is Container => typeof value === "object" && value !== null;

const get = (holder: Container, key: string): unknown => (holder as Fields)[key];
/** Never a setter, whatever the name is. */
const put = (holder: Container, key: string, value: unknown): void =>
  void Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

/** Calls `visit` for every field that is at `path`. */
function each(document: Container, path: string, visit: (holder: Container, key: string) => void): void {
  const names = namesOf(path);
  walk(document, 0);
  function walk(value: unknown, depth: number): void {
    if (!isContainer(value)) return;
    const name = names[depth] as string;
    const keys = name === "*" ? Object.keys(value) : Object.hasOwn(value, name) ? [name] : [];
    for (const key of keys) {
      if (Array.isArray(value) && key === "length") continue;
      if (depth === names.length - 1) visit(value, key);
      else walk(get(value, key), depth + 1);
    }
  }
}

function renamed(document: Fields, from: string, to: string): Fields {
  let moved: { value: unknown } | undefined;
  each(document, from, (holder, key) => {
    moved = { value: get(holder, key) };
    if (Array.isArray(holder)) holder[Number(key)] = null;
    else delete holder[key];
  });
  if (!moved) return document;
  const names = namesOf(to);
  let holder: Container = document;
  for (const name of names.slice(0, -1)) {
    const known: unknown = Object.hasOwn(holder, name) ? get(holder, name) : undefined;
    const next: Container = isContainer(known) ? known : {};
    if (next !== known) put(holder, name, next);
    holder = next;
  }
  const last = names.at(-1) as string;
  if (!Array.isArray(holder) || /^\d{1,5}$/.test(last)) put(holder, last, moved.value);
  return document;
}

/** Lists keep their length where some of their items are picked. */
function picked(value: unknown, paths: readonly string[][]): unknown {
  if (paths.some((names) => names.length === 0) || !isContainer(value)) return value;
  const wanted = (key: string) =>
    paths.flatMap(([name, ...rest]) => (name === key || name === "*" ? [rest] : []));
  if (Array.isArray(value))
    return value.flatMap((item, index) => {
      const rest = wanted(String(index));
      return rest.length > 0 ? [picked(item, rest)] : [];
    });
  const kept: Fields = {};
  for (const [key, child] of Object.entries(value)) {
    const rest = wanted(key);
    const isWhole = rest.some((names) => names.length === 0);
    if (rest.length > 0 && (isWhole || isContainer(child))) put(kept, key, picked(child, rest));
  }
  return kept;
}

function masked(value: unknown, keep: number): unknown {
  if (value === null || value === undefined) return value;
  const text = isContainer(value) ? "" : [...String(value)];
  return `****${text.length > keep && keep > 0 ? [...text].slice(-keep).join("") : ""}`;
}

function hashed(value: unknown, secret: Buffer): unknown {
  if (value === null || value === undefined) return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return createHmac("sha256", secret).update(text).digest("hex");
}

function flattened(document: Fields, path: string | undefined, separator: string): Fields {
  const result: Fields = {};
  const spread = (value: Fields, prefix: string) => {
    for (const [key, child] of Object.entries(value)) {
      const name = prefix === "" ? key : `${prefix}${separator}${key}`;
      if (isObject(child) && Object.keys(child).length > 0) spread(child, name);
      else put(result, name, child);
    }
  };
  if (path === undefined) {
    spread(document, "");
    return result;
  }
  let found: Fields | undefined;
  each(document, path, (holder, key) => {
    const value = get(holder, key);
    if (!isObject(value) || Array.isArray(holder)) return;
    found = value;
    delete holder[key];
  });
  if (!found) return document;
  Object.assign(result, document);
  spread(found, namesOf(path).join(separator));
  return result;
}
