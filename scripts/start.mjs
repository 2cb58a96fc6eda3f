import { ensureInstalled, ensureNode, ensureWebBuilt, whenParentDies } from "./bootstrap.mjs";

const startedAt = Date.now();
await ensureNode(import.meta.url);
ensureInstalled();
ensureWebBuilt();
const { runSluice } = await import("./supervisor.ts");
await runSluice({ startedAt, dev: process.argv.includes("--dev"), whenParentDies });
