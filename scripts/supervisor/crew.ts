import { ConfigError } from "@sluice/server/config";
import { type Child, type ChildSpec, type RestartTimes, superviseChild } from "./child.ts";
import type { DataFolder, Pids } from "./data-folder.ts";
import { createLogSink } from "./logs.ts";

/** Each stage stops when the one before has: who writes goes first, the database last. */
const STOP_ORDER = [["server", "worker", "web"], ["engine"], ["database"]];

/** All children of one supervisor. */
export interface Crew {
  start(spec: ChildSpec, logs: "shown" | "kept"): Child;
  /** Rejects with a ConfigError when a child ended in a way that a restart cannot mend. */
  readonly failed: Promise<never>;
  /** Stops everything in order, each child within its own time or `withinMs`. */
  stop(withinMs?: number): Promise<void>;
  kill(): void;
}

/**
 * Keeps `pids.json` and the children's logs in the folder.
 * @param say shows a line to the operator
 * @param onStop called as soon as stopping begins
 */
export function createCrew(
  folder: DataFolder,
  times: RestartTimes,
  say: (line: string) => void,
  onStop: () => void,
): Crew {
  const children = new Map<string, Child>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  let stopping: Promise<void> | undefined;

  function recordPids(): void {
    const pid = (name: string) => children.get(name)?.pid() ?? null;
    const pids: Pids = {
      supervisor: process.pid,
      database: pid("database"),
      engine: pid("engine"),
      server: pid("server"),
      worker: pid("worker"),
    };
    try {
      folder.write("pids.json", JSON.stringify(pids));
    } catch {
      // A full disk must not end what still runs.
    }
  }

  async function stopAll(withinMs: number | undefined): Promise<void> {
    onStop();
    for (const stage of STOP_ORDER) {
      await Promise.all(stage.map((name) => children.get(name)?.stop(withinMs)));
    }
    folder.remove("mongodb.uri");
    folder.remove("pids.json");
  }

  return {
    failed: failed.promise,
    start(spec, logs) {
      const sink = createLogSink(folder.file("logs"), spec.name, logs === "shown" ? say : undefined);
      const events = {
        changed: recordPids,
        fatal: (sentence: string) => failed.reject(new ConfigError(sentence)),
        say,
      };
      const child = superviseChild(spec, sink, events, times);
      children.set(spec.name, child);
      recordPids();
      return child;
    },
    stop(withinMs) {
      stopping ??= stopAll(withinMs);
      return stopping;
    },
    kill() {
      for (const child of children.values()) child.kill();
      folder.remove("mongodb.uri");
      folder.remove("pids.json");
    },
  };
}
