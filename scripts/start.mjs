import { existsSync } from "node:fs";
import module from "node:module";
import { compileCache, ensureInstalled, ensureNode, ensureWebBuilt, whenParentDies } from "./bootstrap.mjs";

const startedAt = Date.now();
await ensureNode(import.meta.url);
process.env.NODE_COMPILE_CACHE ||= compileCache();
module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
ensureInstalled();
if (existsSync(".env")) process.loadEnvFile(".env");
const { runSluice } = await import("./supervisor.ts");
await runSluice({
  startedAt,
  dev: process.argv.includes("--dev"),
  prepare: ensureWebBuilt,
  whenParentDies,
});
