import { spawn } from "node:child_process";
import path from "node:path";

const scripts = path.join(import.meta.dirname, "../../scripts");

/** Runs one of the commands of package.json as a process of its own. */
export function runScript(name: string, env: Record<string, string>, args: readonly string[] = []) {
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^(SLUICE_|INNGEST_|MONGODB_|VITEST|NODE_|npm_|PORT$|HOST$|TEST$)/.test(key),
  );
  const child = spawn(process.execPath, [path.join(scripts, `${name}.mjs`), ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, output })),
  );
  return { ended, output: () => output, kill: () => child.kill("SIGKILL") };
}
