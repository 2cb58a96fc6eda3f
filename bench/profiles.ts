import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const SHOWN = 25;

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Prints, for each CPU profile in a folder, the functions in which most time was spent. */
export function printProfiles(folder: string): void {
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".cpuprofile"))
    .sort()) {
    const { total, idle, top } = selfTimes(JSON.parse(readFileSync(path.join(folder, file), "utf8")));
    const busy = total - idle;
    process.stderr.write(`\n${file}: ${seconds(total)}, of it busy ${seconds(busy)}\n`);
    for (const [name, time] of top.slice(0, SHOWN))
      process.stderr.write(`  ${((time / busy) * 100).toFixed(1).padStart(5)} %  ${name}\n`);
  }
}

const seconds = (microseconds: number) => `${(microseconds / 1e6).toFixed(1)} s`;

function selfTimes({ nodes, samples, timeDeltas }: Profile) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0;
    const name = names.get(id) ?? "?";
    times.set(name, (times.get(name) ?? 0) + delta);
    total += delta;
  }
  const idle = times.get("(idle)") ?? 0;
  times.delete("(idle)");
  return { total, idle, top: [...times].sort(([, a], [, b]) => b - a) };
}

function nameOf({ functionName, url, lineNumber }: Profile["nodes"][number]["callFrame"]): string {
  const file = url
    .replace(/^.*\/node_modules\//, "")
    .replace(/^file:\/\/.*\/(server|inngest|shared|bench)\//, "$1/");
  return `${functionName || "(anonymous)"}${file ? ` ${file}:${lineNumber + 1}` : ""}`;
}
