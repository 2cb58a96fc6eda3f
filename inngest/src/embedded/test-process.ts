import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { EVENT_KEY, SIGNING_KEY, TIME_SCALE } from "./test-engine.ts";

/** The engine as a process of its own, supervised by the test. */
export async function spawnEngine(mongoUri: string, port = 0) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./main.ts", import.meta.url))], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      MONGODB_URI: mongoUri,
      INNGEST_EVENT_KEY: EVENT_KEY,
      INNGEST_SIGNING_KEY: SIGNING_KEY,
      SLUICE_ENGINE_PORT: String(port),
      SLUICE_TIME_SCALE: String(TIME_SCALE),
      SLUICE_SUPERVISED: "1",
    },
  });
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const gone = once(child, "exit") as Promise<[code: number | null, signal: string | null]>;
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await gone;
  });
  const ready = once(createInterface({ input: child.stdout }), "line");
  const early = gone.then(() => Promise.reject(new Error(`The engine did not start: ${complaint}`)));
  early.catch(() => {});
  const [line] = (await Promise.race([ready, early])) as [string];
  const taken = (JSON.parse(line) as { port: number }).port;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
    terminate: () => child.kill("SIGTERM"),
    /** What happens when the supervisor dies. */
    closeInput: () => child.stdin.end(),
    gone,
  };
}
