import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Config } from "@sluice/server/config";
import type { LogSink } from "./logs.ts";

const CONFIGURATION_ERROR = 78;

export type ReadyLine = Record<string, unknown> & { port: number };

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last line the child wrote to stderr. */
  lastLine: string;
  /** Whether it ever said that it serves, in any of its lives. */
  wasReady: boolean;
}

/** When an ended child is started again, and how long it has to live to be taken for steady; in milliseconds. */
export type RestartTimes = Pick<Config["times"], "restartFirst" | "restartMax" | "restartSteady">;

/** One program the supervisor keeps alive. */
export interface ChildSpec {
  name: string;
  command: string;
  /** Read at every start. */
  args: () => string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** How long it may take to stop before it is killed. */
  stopWithinMs: number;
  /** The sentence to end with, for an exit that a restart cannot mend. */
  fatal?: (exit: Exit) => string | undefined;
}

export interface ChildEvents {
  /** Another process, or none, now fills this place. */
  changed(): void;
  fatal(sentence: string): void;
  say(line: string): void;
}

export interface Child {
  readonly name: string;
  pid(): number | undefined;
  /** Resolves with the first JSON line that names a port. */
  readonly ready: Promise<ReadyLine>;
  /** SIGTERM, then SIGKILL after the child's time; it is not started again. */
  stop(withinMs?: number): Promise<void>;
  /** Stops and starts at once, for changed sources. */
  restart(): Promise<void>;
  kill(): void;
}

/**
 * Starts a child and starts it again, at growing distances, whenever it ends by itself.
 * The child's standard input is a pipe that closes with this process: that is how it learns of our death.
 */
export function superviseChild(
  spec: ChildSpec,
  sink: LogSink,
  events: ChildEvents,
  times: RestartTimes,
): Child {
  const ready = Promise.withResolvers<ReadyLine>();
  let wasReady = false;
  let stopped = false;
  let restarting = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let current: ChildProcess | undefined;
  let gone = Promise.resolve();

  function start(): void {
    const startedAt = Date.now();
    let lastLine = "";
    let lastError = "";
    // A group of its own, so that Ctrl-C in the terminal reaches the supervisor alone, which keeps the order.
    const child = spawn(spec.command, spec.args(), {
      env: spec.env,
      cwd: spec.cwd,
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    current = child;
    child.stdin.on("error", () => {});
    createInterface({ input: child.stdout }).on("line", (line) => {
      const said = wasReady ? undefined : readyLine(line);
      if (!said) return sink.write(line);
      wasReady = true;
      ready.resolve(said);
    });
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (line.trim() !== "") lastLine = line.trim().slice(0, 2_000);
      if (/^\w*Error\b.*: /.test(line)) lastError = lastLine;
      sink.write(line);
    });
    gone = new Promise((resolve) => {
      let ended = false;
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        if (ended) return;
        ended = true;
        signalGroup(child, "SIGKILL");
        current = undefined;
        resolve();
        onExit({ code, signal, lastLine, wasReady }, lastError || lastLine, startedAt);
      };
      child.once("close", end);
      // A grandchild may hold the pipes open: its death is not waited for.
      child.once("exit", (code, signal) => setTimeout(() => end(code, signal), 250));
      child.once("error", (error) => {
        lastLine = error.message;
        end(null, null);
      });
    });
    events.changed();
  }

  function onExit(exit: Exit, reason: string, startedAt: number): void {
    events.changed();
    if (stopped || restarting) return;
    const sentence = exit.code === CONFIGURATION_ERROR ? exit.lastLine : spec.fatal?.(exit);
    if (sentence) {
      stopped = true;
      events.fatal(sentence);
      return;
    }
    const livedMs = Date.now() - startedAt;
    if (livedMs >= times.restartSteady) failures = 0;
    const delay = Math.min(times.restartFirst * 2 ** failures, times.restartMax);
    failures += 1;
    const how = exit.signal ?? `exit code ${exit.code}`;
    const why = !exit.code || reason === "" ? "" : `: ${reason.slice(0, 300)}`;
    events.say(
      `The ${spec.name} ended after ${(livedMs / 1000).toFixed(1)} s (${how}${why}); again in ${delay} ms.`,
    );
    timer = setTimeout(start, delay);
  }

  async function end(withinMs = spec.stopWithinMs): Promise<void> {
    clearTimeout(timer);
    const child = current;
    if (!child) return;
    child.kill("SIGTERM");
    const deadline = setTimeout(() => signalGroup(child, "SIGKILL"), withinMs);
    await gone;
    clearTimeout(deadline);
  }

  start();
  return {
    name: spec.name,
    pid: () => current?.pid,
    ready: ready.promise,
    async stop(withinMs) {
      stopped = true;
      await end(withinMs);
    },
    async restart() {
      if (stopped || restarting) return;
      restarting = true;
      await end();
      restarting = false;
      failures = 0;
      if (!stopped) start();
    },
    kill() {
      stopped = true;
      clearTimeout(timer);
      if (current) signalGroup(current, "SIGKILL");
    },
  };
}

function readyLine(line: string): ReadyLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const said: unknown = JSON.parse(line);
    const isReady =
      typeof said === "object" && said !== null && "port" in said && typeof said.port === "number";
    return isReady ? (said as ReadyLine) : undefined;
  } catch {
    return undefined;
  }
}

/** Reaches what the child started too, and does nothing when all of it is gone. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}
