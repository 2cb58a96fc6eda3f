import path from "node:path";
import { ConfigError, loadConfig } from "@sluice/server/config";
import { runUntilStopped } from "./supervisor/sluice.ts";

const root = path.dirname(import.meta.dirname);

/** The programs of the children; a test puts small ones in their place. */
export const programs = {
  engine: path.join(root, "inngest/src/embedded/main.ts"),
  server: path.join(root, "server/src/main.ts"),
  worker: path.join(root, "inngest/src/main.ts"),
};

export interface Run {
  /** When the command was given, in milliseconds of the clock. */
  startedAt: number;
  dev: boolean;
  programs?: typeof programs;
  /** Called when the settings are known to be good, before anything starts. */
  prepare?: () => void;
  whenParentDies?: (callback: () => void) => void;
}

/** Runs Sluice until a signal stops it. A start-up problem is one sentence on stderr and exit code 1. */
export async function runSluice(run: Run): Promise<void> {
  try {
    const config = loadConfig();
    await runUntilStopped({
      programs,
      prepare: () => {},
      whenParentDies: () => {},
      ...run,
      root,
      config,
      env: process.env,
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
