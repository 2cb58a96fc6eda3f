import { createHash, randomFillSync } from "node:crypto";
import { decodeTime, encodeTime, monotonicFactory } from "ulid";

const pool = new Uint8Array(4096);
let used = pool.length;

/** 0 to 1 in steps of 1/256, which 32 divides; from a pool, since one system call a character is dear. */
function random(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return (pool[used++] as number) / 256;
}

const next = monotonicFactory(random);

/** `evt_01J…`: sorts by the millisecond it was made in, and within one process by order of making. */
export const newId = (prefix: string): string => `${prefix}_${next()}`;

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Always the same id for the same moment and parts: what is made of them again is found to be there. */
export function derivedId(prefix: string, at: Date, ...parts: readonly string[]): string {
  const hash = createHash("sha256").update(parts.join(" ")).digest();
  const tail = Array.from(hash.subarray(0, 16), (byte) => DIGITS[byte % 32]).join("");
  return `${prefix}_${encodeTime(at.getTime(), 10)}${tail}`;
}

/** The smallest id of `prefix` made at `at`: turns a time range into a range of ids. */
export const firstIdAt = (prefix: string, at: Date): string =>
  `${prefix}_${encodeTime(Math.max(0, at.getTime()), 10)}0000000000000000`;

/** The greatest id of `prefix` made before `at`. */
export const lastIdBefore = (prefix: string, at: Date): string =>
  `${prefix}_${encodeTime(Math.max(0, at.getTime() - 1), 10)}ZZZZZZZZZZZZZZZZ`;

/** When an id was made. */
export const timeOfId = (id: string): Date => new Date(decodeTime(id.slice(id.indexOf("_") + 1)));
