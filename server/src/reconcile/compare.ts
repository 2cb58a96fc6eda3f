import type { FieldDifference } from "@sluice/shared/reconcile";

const MOST_DIFFERENCES = 50;
const MOST_TEXT = 2_000;

type Value = unknown;

/** A path that is left out of comparisons, with what is below it; `*` stands for any one step. */
export type Ignored = readonly (readonly string[])[];

export const ignoredPaths = (paths: readonly string[]): Ignored => paths.map((path) => path.split("."));

/** Whether two values are the same once stored: the order of keys does not matter, that of lists does. */
export function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, at) => isSame(item, b[at]));
  }
  if (!isPlain(a) || !isPlain(b)) return asText(a) === asText(b);
  let left = 0;
  for (const key in b) if (b[key] !== undefined) left += 1;
  for (const key in a) {
    if (a[key] === undefined) continue;
    left -= 1;
    if (!Object.hasOwn(b, key) || !isSame(a[key], b[key])) return false;
  }
  return left === 0;
}

/** What differs, field by field, at most 50; `there` is the provider's, `here` the destination's. */
export function differences(there: Value, here: Value, ignored: Ignored = []): FieldDifference[] {
  const found: FieldDifference[] = [];
  walk(there, here, []);
  return found;

  function walk(a: Value, b: Value, path: readonly string[]): void {
    if (found.length >= MOST_DIFFERENCES || isSame(a, b) || isIgnored(path)) return;
    if (isPlain(a) && isPlain(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) walk(a[key], b[key], [...path, key]);
    } else if (Array.isArray(a) && Array.isArray(b)) {
      for (let at = 0; at < Math.max(a.length, b.length); at += 1) walk(a[at], b[at], [...path, String(at)]);
    } else {
      found.push({
        path: path.join("."),
        ...(a !== undefined && { there: shown(a) }),
        ...(b !== undefined && { here: shown(b) }),
      });
    }
  }

  function isIgnored(path: readonly string[]): boolean {
    return ignored.some(
      (steps) => steps.length <= path.length && steps.every((step, at) => step === "*" || step === path[at]),
    );
  }
}

/** A path with its places in lists as `*`: the same for every object. */
export const generalPath = (path: string): string =>
  path
    .split(".")
    .map((step) => (/^\d+$/.test(step) ? "*" : step))
    .join(".");

function isPlain(value: Value): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof Date) && !("_bsontype" in value);
}

/** Dates, and numbers and bytes that have types of their own in BSON. */
function asText(value: object): string {
  const type = value instanceof Date ? "Date" : (value as { _bsontype?: string })._bsontype;
  return type === undefined ? JSON.stringify(value) : `${type} ${JSON.stringify(value)}`;
}

function shown(value: Value): unknown {
  const text = JSON.stringify(value);
  if (text === undefined) return null;
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} …` : JSON.parse(text);
}
