import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { type EmbeddedEngine, startEmbeddedEngine } from "./engine.ts";
import type { Log } from "./model.ts";
import { connectLedger, isDatabaseError } from "./repo.ts";

const ORPHANED_GRACE_MS = 1_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

const Env = z.object({
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, "needs to begin with mongodb:// or mongodb+srv://"),
  INNGEST_EVENT_KEY: z.string().min(1),
  INNGEST_SIGNING_KEY: z
    .string()
    .regex(/^(?:[0-9a-f]{2})+$/i, "needs plain hex of even length, without a prefix"),
  SLUICE_ENGINE_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  SLUICE_TIME_SCALE: z.coerce.number().positive().max(10).default(1),
  SLUICE_SUPERVISED: z.string().optional(),
});

const log: Log = (level, message, fields) =>
  console.error(
    JSON.stringify({ time: new Date().toISOString(), level, name: "engine", msg: message, ...fields }),
  );

const env = readEnv();
let engine: EmbeddedEngine | undefined;
let isEnding = false;

process.once("SIGTERM", () => end()).once("SIGINT", () => end());
if (env.SLUICE_SUPERVISED === "1" || env.SLUICE_SUPERVISED === "true") {
  process.stdin
    .resume()
    .once("end", () => end(ORPHANED_GRACE_MS))
    .once("error", () => end(ORPHANED_GRACE_MS));
}

engine = await startWhenPossible();
console.log(JSON.stringify({ port: engine.port }));

/** The database may come up later than the engine; only a fault of ours or a taken port ends the start. */
async function startWhenPossible(): Promise<EmbeddedEngine> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    let ledger: Awaited<ReturnType<typeof connectLedger>> | undefined;
    try {
      ledger = await connectLedger(env.MONGODB_URI);
      return await startEmbeddedEngine({
        db: ledger.db,
        port: env.SLUICE_ENGINE_PORT,
        eventKey: env.INNGEST_EVENT_KEY,
        signingKey: env.INNGEST_SIGNING_KEY,
        timeScale: env.SLUICE_TIME_SCALE,
        log,
      });
    } catch (error) {
      if (!isDatabaseError(error)) {
        log("error", "The engine could not start", { error: String(error) });
        process.exit(1);
      }
      log("warn", "The engine waits for the database", { error: String(error) });
      await ledger?.close();
      await delay(wait);
    }
  }
}

async function end(graceMs?: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await engine?.close(graceMs);
  process.exit(0);
}

function readEnv(): z.infer<typeof Env> {
  const parsed = Env.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  log("error", `The variable ${String(issue?.path[0])} is not usable: ${issue?.message}.`);
  process.exit(1);
}
