import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { hostProgram } from "../platform/embedded-mongodb/index.ts";

const READY_WITHIN_MS = 30_000;

export interface TestMongo {
  /** Address with `directConnection=true` and no database name. */
  uri: string;
  port: number;
  pid: number;
  dir: string;
  /** Stops cleanly; removes the data folder if this call made it. */
  stop(): Promise<void>;
  /** SIGKILL; the data folder stays, so that it can be opened again. */
  kill(): Promise<void>;
}

/**
 * Starts a real MongoDB engine in a process of its own, which ends with this one.
 * Without `dir` the data lives in a fresh temporary folder (in memory where /dev/shm exists).
 */
export async function startMongo(options: { dir?: string; port?: number } = {}): Promise<TestMongo> {
  const dir = options.dir ?? temporaryFolder();
  const child = spawn(process.execPath, [hostProgram, "--dir", dir, "--port", String(options.port ?? 0)], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", SLUICE_SUPERVISED: "1" },
  });
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = new Promise<{ uri: string; port: number; pid: number }>((resolve, reject) => {
    const give = (why: string) => reject(new Error(`The test database ${why}: ${complaint.trim()}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      give("was not ready in time");
    }, READY_WITHIN_MS);
    child.once("close", (code) => {
      clearTimeout(timer);
      give(`exited with ${code}`);
    });
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(timer);
      resolve(JSON.parse(line));
    });
  });
  const removeOwnFolder = () => {
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  const { uri, port, pid } = await ready.catch(async (error: unknown) => {
    await gone;
    removeOwnFolder();
    throw error;
  });
  return {
    uri,
    port,
    pid,
    dir,
    async stop() {
      child.kill("SIGTERM");
      await gone;
      removeOwnFolder();
    },
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function temporaryFolder(): string {
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  for (const name of readdirSync(parent)) {
    const owner = /^sluice-mongo-(\d+)-/.exec(name)?.[1];
    // A test run that was killed could not clean up after itself.
    if (owner && !isAlive(Number(owner))) rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  return mkdtempSync(path.join(parent, `sluice-mongo-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
