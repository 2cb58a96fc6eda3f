import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { ConfigError } from "@sluice/server/config";
import { parseKeys } from "@sluice/server/platform/keyring";
import type { WhereKeysAre } from "@sluice/server/platform/secrets";

/** What `pids.json` holds: the process that fills each place, null while none does. */
export type Pids = Record<"supervisor" | "database" | "engine" | "server" | "worker", number | null>;

export const ENCRYPTION_KEY = "encryption.key";

export interface DataFolder {
  readonly dir: string;
  file(name: string): string;
  /** The text of a file without its last newline; undefined when there is none. */
  read(name: string): string | undefined;
  /** Replaces a file whole, readable by this user alone. */
  write(name: string, text: string): void;
  remove(name: string): void;
}

/**
 * Opens the folder of generated keys, logs and the embedded database, making it if needed.
 * @throws ConfigError when it cannot be written.
 */
export function openDataFolder(given: string): DataFolder {
  const wanted = path.resolve(given);
  const usable = () => {
    makeFolder(wanted);
    return realpathSync(wanted);
  };
  const dir = orUnwritable(wanted, usable);
  const file = (name: string) => path.join(dir, name);
  const folder: DataFolder = {
    dir,
    file,
    read(name) {
      try {
        return readFileSync(file(name), "utf8").trimEnd();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw new ConfigError(`The file ${file(name)} cannot be read (${reasonOf(error)}).`);
      }
    },
    write(name, text) {
      const draft = file(`.${name}.${process.pid}`);
      try {
        const fd = openSync(draft, "w", 0o600);
        try {
          writeSync(fd, `${text}\n`);
          fsyncSync(fd);
        } finally {
          closeSync(fd);
        }
        renameSync(draft, file(name));
      } catch (error) {
        rmSync(draft, { force: true });
        throw error;
      }
    },
    remove: (name) => rmSync(file(name), { force: true }),
  };
  orUnwritable(dir, () => folder.write("write-check", ""));
  folder.remove("write-check");
  return folder;
}

/** The file of the keys that encrypt secrets at rest: one is generated at the first start. */
export function encryptionKeyFile(folder: DataFolder): string {
  storedHex(
    folder,
    ENCRYPTION_KEY,
    (text) => parseKeys(text) !== undefined,
    "the secrets it encrypted cannot be read without it",
  );
  return folder.file(ENCRYPTION_KEY);
}

/** Where the keys are that seal secrets: given as such, in a file that was named, or in this folder's. */
export const keysOf = (
  folder: DataFolder,
  config: WhereKeysAre,
): { SLUICE_ENCRYPTION_KEY: string } | { SLUICE_ENCRYPTION_KEY_FILE: string } =>
  config.SLUICE_ENCRYPTION_KEY
    ? { SLUICE_ENCRYPTION_KEY: config.SLUICE_ENCRYPTION_KEY }
    : { SLUICE_ENCRYPTION_KEY_FILE: config.SLUICE_ENCRYPTION_KEY_FILE ?? encryptionKeyFile(folder) };

/** The key between the embedded engine and its clients; stable, so that either may restart alone. */
export function engineKey(folder: DataFolder): string {
  return storedHex(
    folder,
    "engine.key",
    (text) => /^[0-9a-f]{64}$/i.test(text),
    "remove it to have a new one made",
  );
}

function storedHex(
  folder: DataFolder,
  name: string,
  isGood: (text: string) => boolean,
  advice: string,
): string {
  const stored = folder.read(name);
  if (stored === undefined) {
    const fresh = randomBytes(32).toString("hex");
    orUnwritable(folder.dir, () => folder.write(name, fresh));
    return fresh;
  }
  if (isGood(stored)) return stored;
  throw new ConfigError(`The file ${folder.file(name)} does not hold 64 hex digits: ${advice}.`);
}

function orUnwritable<T>(dir: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ConfigError(
      `The data folder ${dir} cannot be written (${reasonOf(error)}): set SLUICE_DATA_DIR to a folder that can.`,
    );
  }
}

// Not mkdirSync's own recursion: it never returns where a parent says ENOENT however often it is made (/proc).
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(path.dirname(dir));
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

const reasonOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);
