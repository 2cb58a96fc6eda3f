import { spawn } from "node:child_process";
import path from "node:path";
import { ensureInstalled, ensureNode, ensureWebBuilt, root } from "./bootstrap.mjs";

await ensureNode(import.meta.url);
ensureInstalled();
ensureWebBuilt();
const bench = path.join(root, "bench", "main.ts");
const child = spawn(process.execPath, [bench, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
