import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import path from "node:path";

const ROTATE_BYTES = 10 * 1024 * 1024;
const LOUD = new Set(["warn", "error", "fatal"]);

export interface LogSink {
  write(line: string): void;
}

/**
 * Keeps a child's lines in `<folder>/<name>.log` (at 10 MB it becomes `.log.1`) and shows those of level
 * warn and above, and those that are no JSON, with `show`. A full disk loses lines, never the process.
 */
export function createLogSink(
  folder: string,
  name: string,
  show: ((line: string) => void) | undefined,
): LogSink {
  const file = path.join(folder, `${name}.log`);
  let fd: number | undefined;
  let size = 0;

  function open(): number {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const opened = openSync(file, "a", 0o600);
    size = fstatSync(opened).size;
    return opened;
  }

  return {
    write(line) {
      try {
        if (fd !== undefined && size > ROTATE_BYTES) {
          closeSync(fd);
          fd = undefined;
          renameSync(file, `${file}.1`);
        }
        fd ??= open();
        size += writeSync(fd, `${line}\n`);
      } catch {
        // The log is a convenience: the child goes on without it.
      }
      const shown = show && readable(name, line);
      if (shown) show(shown);
    },
  };
}

/** One line for a person, or undefined for what is below warn. */
export function readable(name: string, line: string): string | undefined {
  if (!line.startsWith("{")) return line.trim() === "" ? undefined : `[${name}] ${line}`;
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: unknown;
      msg?: unknown;
      err?: { message?: unknown };
    };
    const isLoud = typeof level === "number" ? level >= 40 : LOUD.has(String(level));
    if (!isLoud) return undefined;
    const cause = err?.message !== undefined && err.message !== msg ? ` (${err.message})` : "";
    return `[${name}] ${level}: ${msg ?? line}${cause}`;
  } catch {
    return `[${name}] ${line}`;
  }
}
