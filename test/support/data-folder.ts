import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PREFIX = "sluice-stack-";

/** A folder in memory where there is one. What a killed test run left behind is removed first. */
export function temporaryFolder(): string {
  const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  for (const name of readdirSync(parent)) {
    const owner = name.startsWith(PREFIX) && Number(name.slice(PREFIX.length).split("-")[0]);
    if (owner && !isAlive(owner)) rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  return mkdtempSync(path.join(parent, `${PREFIX}${process.pid}-`));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The last lines of every log in the folder, for the message of a failed test. */
export function logTail(folder: string, lines: number): string {
  if (!existsSync(folder)) return "";
  return readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .map((name) => {
      const all = readFileSync(path.join(folder, name), "utf8").trimEnd().split("\n");
      return `--- ${name}\n${all.slice(-lines).join("\n")}`;
    })
    .join("\n");
}
