import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Db } from "mongodb";
import { createCaller } from "./call.ts";
import { createCrons } from "./crons.ts";
import { createStarter, type Start, type StartRuns } from "./intake.ts";
import type { EngineApp, EngineEvent, JsonObject, Log, Run, RunError } from "./model.ts";
import { createRegistry } from "./registry.ts";
import { engineRepo } from "./repo.ts";
import { engineRoutes } from "./routes.ts";
import { createScheduler } from "./scheduler.ts";

const KEPT_MS = 24 * 60 * 60_000;
const HOUSEKEEPING_MS = 60 * 60_000;
const BETWEEN_DELETES_MS = 50;
const DEFAULT_SLOTS = 20;
const DEFAULT_GRACE_MS = 8_000;

export interface EmbeddedEngineOptions {
  /** Where the engine keeps `engine_functions`, `engine_runs` and `engine_crons`; its write concern is used. */
  db: Db;
  /** 0 takes any free port of 127.0.0.1. */
  port: number;
  eventKey: string;
  /** Even-length hex without a prefix. */
  signingKey: string;
  /** Multiplies the backoff between attempts. */
  timeScale?: number;
  log: Log;
  slots?: number;
  now?: () => number;
}

export interface EmbeddedEngine {
  url: string;
  port: number;
  /** Lets calls in flight finish, at most so many milliseconds (8 s by default); what is left runs again at the next start. */
  close(graceMs?: number): Promise<void>;
}

/** Starts a durable engine that drives Inngest SDK functions and keeps their runs in MongoDB. */
export async function startEmbeddedEngine(options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
  const {
    db,
    port,
    eventKey,
    signingKey,
    timeScale = 1,
    log,
    slots = DEFAULT_SLOTS,
    now = Date.now,
  } = options;
  const repo = engineRepo(db, randomUUID());
  const registry = createRegistry();
  const caller = createCaller(signingKey);
  const onFailed = (run: Run, error: RunError) => startRuns(startsAfterFailure(run, error));
  const scheduler = createScheduler({ repo, registry, caller, now, timeScale, slots, log, onFailed });
  const startRuns: StartRuns = createStarter(repo, scheduler, now);
  const crons = createCrons(repo, registry, startRuns, now, log);

  function startsAfterFailure(run: Run, error: RunError): Start[] {
    const event = failedEvent(run, error, now());
    return registry.startedBy(event).map((fn) => [fn, event]);
  }

  async function register(app: EngineApp): Promise<boolean> {
    const isModified = !registry.isCurrent(app);
    if (isModified) {
      await repo.saveApp(app);
      registry.put(app);
      scheduler.refresh();
      log("info", "An app registered its functions", { app: app._id, functions: app.functions.length });
      void crons
        .refresh()
        .catch((error: unknown) => log("warn", "Old schedules were not removed", { error: String(error) }));
    }
    scheduler.resume(app._id);
    return isModified;
  }

  async function keepHouse(): Promise<void> {
    try {
      await scheduler.adoptUnfinished();
      while ((await repo.deleteEnded(new Date(now() - KEPT_MS))) > 0) await delay(BETWEEN_DELETES_MS);
    } catch (error) {
      log("warn", "Finished runs were not deleted", { error: String(error) });
    }
  }

  await repo.createIndexes();
  for (const app of await repo.apps()) registry.put(app);
  const app = engineRoutes({ repo, registry, startRuns, register, eventKey, signingKey, now, log });
  const server = createServer(app).listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  await scheduler.adoptUnfinished();
  void crons.look();
  void keepHouse();
  const housekeeping = setInterval(keepHouse, HOUSEKEEPING_MS).unref();

  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async close(graceMs = DEFAULT_GRACE_MS) {
      clearInterval(housekeeping);
      await crons.stop();
      // Events are taken to the last: a function in flight may be sending one.
      await scheduler.stop(graceMs);
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      caller.close();
      await closed;
    },
  };
}

function failedEvent(run: Run, error: RunError, ts: number): EngineEvent {
  const event = run.event as unknown as JsonObject;
  const failure = { name: error.name, message: error.message, stack: error.stack ?? "" };
  const data = {
    function_id: run.fn,
    run_id: run._id,
    error: failure,
    event,
    events: [event],
    _inngest: { status: "Failed" },
  };
  return { name: "inngest/function.failed", data, id: run._id, ts, user: {} };
}
