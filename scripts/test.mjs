import { spawn } from "node:child_process";
import path from "node:path";
import { ensureInstalled, ensureNode, ensureWebBuilt, root } from "./bootstrap.mjs";

await ensureNode(import.meta.url);
ensureInstalled();
ensureWebBuilt();
const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
