import { spawn } from "node:child_process";
import path from "node:path";
import { ensureInstalled, ensureNode, ensureWebBuilt, root } from "./bootstrap.mjs";

// Pictures of every page into docs/screenshots, or the folder that is named, from a stack of its own with made-up data.
await ensureNode(import.meta.url);
ensureInstalled();
ensureWebBuilt();
const main = path.join(root, "test", "screenshots", "main.ts");
const child = spawn(process.execPath, [main, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
