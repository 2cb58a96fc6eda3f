import type { Crew } from "./crew.ts";

/** One Ctrl-C in a terminal under npm arrives twice: from the terminal and passed on by npm. */
const SAME_KEYSTROKE_MS = 500;
const ORPHAN_STOP_MS = 4_000;

/** Stops the crew and exits 0 at SIGINT, SIGTERM or SIGHUP; a second signal kills at once. */
export function stopOnSignals(crew: Crew, whenParentDies: (callback: () => void) => void): void {
  let firstAt: number | undefined;

  async function stop(withinMs?: number): Promise<void> {
    firstAt = Date.now();
    await crew.stop(withinMs);
    process.exit(0);
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (firstAt === undefined) {
      if (signal === "SIGINT") process.stderr.write("Stopping… (Ctrl-C again ends it at once)\n");
      void stop();
    } else if (Date.now() - firstAt > SAME_KEYSTROKE_MS) {
      crew.kill();
      process.exit(130);
    }
  }

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  whenParentDies(() => {
    if (firstAt === undefined) void stop(ORPHAN_STOP_MS);
  });
}
