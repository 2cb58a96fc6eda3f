import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "@sluice/server/config";

const RUNNING_PATIENCE_MS = 1_000;
const STOPPING_PATIENCE_MS = 30_000;

export class FolderInUseError extends ConfigError {}

export interface FolderLock {
  /** From now on a start that wants the folder waits instead of giving up. */
  announceStop(): void;
}

/**
 * Holds the data folder until this process ends, however it ends: the lock is a listening socket, which
 * the system takes back even after SIGKILL, so that no stale lock can stop the next start.
 * Waits for a holder that is stopping.
 * @throws FolderInUseError when another process holds it and goes on.
 */
export async function lockFolder(dir: string): Promise<FolderLock> {
  const address = addressOf(dir);
  let stopping = false;
  const state = () => (stopping ? "stopping" : "running");
  for (const startedAt = Date.now(); !(await listen(address, state)); await sleep(50)) {
    const holder = await stateOf(address);
    if (holder === undefined && path.isAbsolute(address)) rmSync(address, { force: true });
    const patience = holder === "stopping" ? STOPPING_PATIENCE_MS : RUNNING_PATIENCE_MS;
    if (Date.now() - startedAt < patience) continue;
    throw new FolderInUseError(
      `The data folder ${dir} is in use by another Sluice: stop that one, or set SLUICE_DATA_DIR to another folder.`,
    );
  }
  return {
    announceStop() {
      stopping = true;
    },
  };
}

function addressOf(dir: string): string {
  const name = `sluice-${createHash("sha256").update(dir).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : path.join(tmpdir(), `${name}.sock`);
}

function listen(address: string, state: () => string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer((socket) => void socket.on("error", () => socket.destroy()).end(state()));
  server.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") resolve(false);
    else reject(error);
  });
  server.listen(address, () => {
    server.unref();
    resolve(true);
  });
  return promise;
}

/** What the holder says of itself; undefined when nobody answers. */
function stateOf(address: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const socket = createConnection(address);
  socket.once("data", (said) => resolve(String(said)));
  socket.once("error", () => resolve(undefined)).once("close", () => resolve(undefined));
  return promise;
}
