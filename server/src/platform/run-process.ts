import { type Config, ConfigError, loadConfig, UnreachableError } from "../config.ts";

export interface Running {
  readonly port: number;
  /** Finishes what is under way; at most a few seconds. */
  close(): Promise<void>;
}

const EXIT_CONFIG = 78;
const DRAIN_MS = 9_000;

/**
 * The life of a child process: starts, says so in one JSON line on standard output, ends on SIGTERM, SIGINT
 * or (supervised) when its standard input closes. A configuration error is one plain sentence and exit code 78,
 * which a supervisor gives up at; a database that does not answer is exit code 1, which it tries again.
 */
export async function runProcess(start: (config: Config) => Promise<Running>): Promise<void> {
  try {
    const config = loadConfig();
    live(await start(config), config.SLUICE_SUPERVISED);
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof UnreachableError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
  }
}

function live(running: Running, supervised: boolean): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), DRAIN_MS).unref();
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", stop).on("SIGINT", supervised ? () => {} : stop);
  if (supervised) process.stdin.resume().on("end", stop).on("error", stop);
  process.stdout.write(`${JSON.stringify({ ready: true, port: running.port })}\n`);
}
