import { spawnSync } from "node:child_process";
import path from "node:path";
import { ensureInstalled, ensureNode, QUIET_TURBO, root } from "./bootstrap.mjs";

// Types, lint, boundaries and pure tests: seconds, no database.

await ensureNode(import.meta.url);
ensureInstalled();

const tool = (name) => path.join(root, "node_modules", ".bin", name);
const checks = [
  ["types", tool("turbo"), ["run", "typecheck", "--output-logs=errors-only"]],
  ["types of tests and scripts", tool("tsc"), ["--noEmit", "-p", "tsconfig.json"]],
  ["lint and format", tool("biome"), ["check", "."]],
  ["boundaries and pure tests", tool("vitest"), ["run", "--project", "unit", "--reporter=dot"]],
];
const env = { ...process.env, ...QUIET_TURBO };
const failed = [];
for (const [name, command, args] of checks) {
  const startedAt = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    env,
    maxBuffer: 1e8,
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed.push(name);
  console.log(`${stdout ?? ""}${stderr ?? ""}`);
}
process.exit(failed.length === 0 ? 0 : 1);
