import { existsSync } from "node:fs";
import { ensureInstalled, ensureNode } from "../bootstrap.mjs";

/**
 * What every command on the ledger begins with; `load` then brings its program. A problem the operator can mend
 * is one sentence on stderr and exit code 1.
 */
export async function runCommand(script, load) {
  await ensureNode(script);
  ensureInstalled();
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { ConfigError } = await import("@sluice/server/config");
  try {
    await (await load())();
    process.exit(0);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
