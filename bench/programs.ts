import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;
const root = path.dirname(import.meta.dirname);

export interface Program {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

export interface Start {
  readonly name: string;
  readonly command?: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** For a program that does not say when it is ready: the port it will have. */
  readonly port?: number;
  readonly profile?: string | undefined;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a program of ours and waits for its line that names a port. It ends with this process. */
export async function startProgram(start: Start): Promise<Program> {
  const profiling = start.profile
    ? [
        "--cpu-prof",
        `--cpu-prof-dir=${start.profile}`,
        `--cpu-prof-name=${start.name}-${Date.now()}.cpuprofile`,
      ]
    : [];
  const child = spawn(start.command ?? process.execPath, [...profiling, ...start.args], {
    cwd: start.cwd ?? root,
    env: { ...process.env, ...start.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  running.add(child);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2_000);
  });
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let isReady = false;
  let stopping = false;
  void gone.then(() => {
    running.delete(child);
    if (isReady && !stopping) giveUp(`The ${start.name} ended in the middle of the run: ${said.trim()}`);
  });
  const port = await Promise.race([
    start.port ?? portOf(child),
    gone.then(() => {
      throw new Error(`The ${start.name} ended before it was ready: ${said.trim()}`);
    }),
  ]);
  isReady = true;
  return {
    name: start.name,
    pid: child.pid as number,
    port,
    async stop() {
      stopping = true;
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
      child.kill("SIGTERM");
      await gone;
      clearTimeout(timer);
    },
  };
}

function giveUp(sentence: string): never {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

function portOf(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const timer = setTimeout(() => reject(new Error("A program was not ready in time.")), READY_WITHIN_MS);
  createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }).on("line", (line) => {
    const port = line.startsWith("{") ? (JSON.parse(line) as { port?: number }).port : undefined;
    if (port === undefined) return;
    clearTimeout(timer);
    resolve(port);
  });
  return promise;
}

/** Megabytes: resident, and with shared pages divided among those who share them. Linux only. */
export function memoryOf(pid: number): { rss: number; pss: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const megabytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1]) / 1024;
  return { rss: megabytes("Rss"), pss: megabytes("Pss") };
}

const TICKS_A_SECOND = 100;

/** Seconds of processor time a process has used so far; unlike the clock, hardly changed by other work. Linux only. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
