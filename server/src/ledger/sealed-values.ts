import { keyIdOf, type Secrets } from "../platform/secrets.ts";

export interface SealedValue {
  /** As an update names it: `secrets.0.sealed`. */
  readonly path: string;
  readonly sealed: string;
  readonly keyId: string;
}

/** Every sealed value of a document, wherever it is. */
export function sealedValues(value: unknown, path = ""): SealedValue[] {
  if (typeof value === "string") {
    const keyId = keyIdOf(value);
    return keyId === undefined ? [] : [{ path, sealed: value, keyId }];
  }
  if (!isPlain(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    // A name that is no step of a path is not one of ours.
    name.includes(".") || name.startsWith("$")
      ? []
      : sealedValues(inner, path === "" ? name : `${path}.${name}`),
  );
}

/** undefined for what no key opens: people may write, as a name say, what only looks like a sealed value. */
export function reseal(sealed: string, from: Secrets, to: Secrets): string | undefined {
  try {
    return to.seal(from.open(sealed));
  } catch {
    return undefined;
  }
}

/** The same document with each sealed value replaced. */
export function mapSealed<T>(value: T, replace: (sealed: string) => string): T {
  if (typeof value === "string") return (keyIdOf(value) === undefined ? value : replace(value)) as T;
  if (Array.isArray(value)) return value.map((inner) => mapSealed(inner, replace)) as T;
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, mapSealed(inner, replace)]),
  ) as T;
}

const isPlain = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype);
