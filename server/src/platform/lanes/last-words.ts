import { constants, openSync, readFileSync, writeSync } from "node:fs";

const LENGTH = 64;

/**
 * What a process was at, kept where its sudden death leaves it: a few bytes of a file, overwritten in place.
 * A hint, like those of the nudge: it says whom to try last, and nothing is decided by it.
 */
export interface LastWords {
  /** The document on which this process is about to compute, and on nothing else until it says something new. */
  at(id: string): void;
  /** Nothing of the kind is under way. */
  done(): void;
  /** What an earlier process of this place was at when it died. */
  readonly of: string | undefined;
}

export const noLastWords: LastWords = { at: () => {}, done: () => {}, of: undefined };

/** A file that cannot be used costs the hint, never the work. */
export function lastWords(file: string): LastWords {
  let fd: number;
  let of: string | undefined;
  try {
    fd = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
    of = readFileSync(fd, "latin1").trim() || undefined;
  } catch {
    return noLastWords;
  }
  const write = (words: string) => {
    try {
      writeSync(fd, words.padEnd(LENGTH).slice(0, LENGTH), 0, "latin1");
    } catch {
      // A full disk, perhaps.
    }
  };
  write("");
  return { at: write, done: () => write(""), of };
}
