import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { DataFolder } from "./data-folder.ts";

const PATIENCE_MS = 3_000;

/**
 * After a supervisor was killed its children end by themselves; waits for those that `pids.json` names, and
 * kills what is still there after three seconds. A pid that now belongs to another program is left alone.
 * Call it with the folder's lock held.
 */
export async function waitForLeftovers(folder: DataFolder, programs: string[]): Promise<void> {
  const pids = leftoverPids(folder);
  const remaining = () =>
    pids.filter((pid) => programs.some((program) => commandLine(pid).includes(program)));
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(50)) {
    if (remaining().length === 0) return;
  }
  for (const pid of remaining()) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  }
  await sleep(50);
}

function leftoverPids(folder: DataFolder): number[] {
  try {
    const { supervisor, ...children } = JSON.parse(folder.read("pids.json") ?? "{}") as Record<
      string,
      number | null
    >;
    return Object.values(children).filter((pid): pid is number => typeof pid === "number" && pid > 1);
  } catch {
    return [];
  }
}

/** The command line of a process; empty when there is none. */
function commandLine(pid: number): string {
  try {
    if (process.platform === "linux")
      return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
