import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConfigError } from "@sluice/server/config";

/**
 * Holds the data folder until this process ends, however it ends: the lock is a listening socket, which
 * the system takes back even after SIGKILL, so that no stale lock can stop the next start.
 * @throws ConfigError when another process holds it.
 */
export async function lockFolder(dir: string): Promise<void> {
  const address = addressOf(dir);
  if (await listen(address)) return;
  if (path.isAbsolute(address) && !(await answers(address))) {
    rmSync(address, { force: true });
    if (await listen(address)) return;
  }
  throw new ConfigError(
    `The data folder ${dir} is in use by another Sluice: stop that one, or set SLUICE_DATA_DIR to another folder.`,
  );
}

function addressOf(dir: string): string {
  const name = `sluice-${createHash("sha256").update(dir).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : path.join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer((socket) => void socket.destroy());
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

function answers(address: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = createConnection(address, () => resolve(true));
  socket.once("error", () => resolve(false)).once("connect", () => socket.destroy());
  return promise;
}
