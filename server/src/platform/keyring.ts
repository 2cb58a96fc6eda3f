import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";

/** A key of 32 bytes. What it sealed names it by `id`, or by `fingerprint` from before it was given an id. */
export interface Key {
  readonly id: string;
  readonly fingerprint: string;
  readonly bytes: Buffer;
}

/** The keys as they are now: the first seals, all open. */
export type Keyring = () => readonly [Key, ...Key[]];

const ENTRY = /^(?:([\w-]{1,32}):)?([0-9a-f]{64})$/i;

/**
 * Reads `<64 hex digits>` or `<id>:<64 hex digits>`, several separated by commas or line ends.
 * @returns undefined when it is not that, or names two keys alike.
 */
export function parseKeys(text: string): readonly [Key, ...Key[]] | undefined {
  const keys: Key[] = [];
  for (const entry of text.split(/[,\s]+/).filter((one) => one !== "")) {
    const [, id, hex] = ENTRY.exec(entry) ?? [];
    if (!hex) return undefined;
    const bytes = Buffer.from(hex, "hex");
    const fingerprint = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    keys.push({ id: id ?? fingerprint, fingerprint, bytes });
  }
  const [first, ...others] = keys;
  return first && new Set(keys.map(({ id }) => id)).size === keys.length ? [first, ...others] : undefined;
}

/** What `parseKeys` reads. */
export const formatKeys = (keys: readonly Key[]): string =>
  keys
    .map(({ id, fingerprint, bytes }) => `${id === fingerprint ? "" : `${id}:`}${bytes.toString("hex")}`)
    .join(",");

/**
 * The keys of a file, read again whenever another has taken its place, so that a rotation needs no restart.
 * Unreadable or spoilt later on, it leaves the last keys in force.
 * @throws Error when it holds no keys at first.
 */
export function keyFile(file: string): Keyring {
  const read = () => {
    const { ino, mtimeMs } = statSync(file);
    return { stamp: `${ino} ${mtimeMs}`, keys: parseKeys(readFileSync(file, "utf8")) };
  };
  const first = read();
  if (!first.keys) throw new Error(`The file ${file} does not hold keys of 64 hex digits.`);
  let { stamp, keys } = { ...first, keys: first.keys };
  return () => {
    try {
      const { ino, mtimeMs } = statSync(file);
      if (`${ino} ${mtimeMs}` === stamp) return keys;
      const now = read();
      if (now.keys) ({ stamp, keys } = { ...now, keys: now.keys });
    } catch {
      // It is being replaced, or its disk is away.
    }
    return keys;
  };
}
