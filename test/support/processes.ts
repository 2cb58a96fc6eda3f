import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isAlive } from "./data-folder.ts";
import { until } from "./until.ts";

export const CHILDREN = ["database", "engine", "server", "worker"] as const;
export type ChildName = (typeof CHILDREN)[number];
export type ProcessName = ChildName | "supervisor";
export type Pids = Readonly<Record<ProcessName, number | null>>;

const root = fileURLToPath(new URL("../..", import.meta.url));
const START = path.join(import.meta.dirname, "start.ts");
const STOP_WITHIN_MS = 40_000;
const OUTPUT_KEPT = 200;

const NOBODY: Pids = { supervisor: null, database: null, engine: null, server: null, worker: null };

/** The product's supervisor as a process of its own, which can be killed and started again on the same folder. */
export function supervise(dataDir: string, env: NodeJS.ProcessEnv) {
  const output: string[] = [];
  let supervisor: ChildProcess | undefined;
  let gone = Promise.resolve();
  let known: number[] = [];

  function start(): void {
    const child = spawn(process.execPath, [START], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output.push(...text.trimEnd().split("\n"));
        output.splice(0, output.length - OUTPUT_KEPT);
      });
    supervisor = child;
    gone = new Promise((resolve) =>
      child.once("exit", (code, signal) => {
        output.push(`(the supervisor ended: ${signal ?? code})`);
        supervisor = undefined;
        resolve();
      }),
    );
  }

  function pids(): Pids {
    const found = JSON.parse(readFileSync(path.join(dataDir, "pids.json"), "utf8")) as Pids;
    known = [...new Set([...known, ...CHILDREN.flatMap((name) => found[name] ?? [])])];
    // A supervisor that was killed leaves its file behind.
    return found.supervisor === supervisor?.pid ? found : NOBODY;
  }

  function tryPids(): Pids | undefined {
    try {
      return pids();
    } catch {
      return undefined;
    }
  }

  /** Sends a signal to a child's process group, so that what it has started gets it too. */
  function signal(name: ChildName, signal: NodeJS.Signals): void {
    const pid = pids()[name];
    if (!pid) throw new Error(`There is no ${name} to send ${signal} to`);
    process.kill(-pid, signal);
  }

  return {
    start,
    pids,
    signal,
    running: () => supervisor !== undefined,
    output: () => output.join("\n"),

    /** SIGKILL; resolves when the process is gone. */
    async kill(name: ProcessName): Promise<void> {
      const pid = (name === "supervisor" ? supervisor?.pid : pids()[name]) ?? undefined;
      if (pid === undefined) throw new Error(`There is no ${name} to kill`);
      tryKill(name === "supervisor" ? pid : -pid);
      if (name === "supervisor") await gone;
      else await until(`the ${name} is gone`, 10_000, () => tryPids()?.[name] !== pid || !isAlive(pid));
    },

    /** Ends everything, by force what does not end by itself. */
    async stop(): Promise<void> {
      tryPids();
      const child = supervisor;
      if (child) {
        const force = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
        child.kill("SIGTERM");
        await gone;
        clearTimeout(force);
      }
      for (const pid of known.filter(isAlive)) tryKill(-pid);
      await until("all children are gone", 10_000, () => !known.some(isAlive));
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
