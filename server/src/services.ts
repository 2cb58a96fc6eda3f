import { randomUUID } from "node:crypto";
import path from "node:path";
import type { MongoClient } from "mongodb";
import { type Deliverer, mailer } from "./alerts/index.ts";
import { type Config, ConfigError, UnreachableError } from "./config.ts";
import type { Ctx } from "./context.ts";
import { destinations } from "./destinations/index.ts";
import { type EventRow, eventRepo, eventRows, rollups, WORK_PROJECTION } from "./events/index.ts";
import { faultsFrom } from "./platform/faults.ts";
import {
  claimRepo,
  type Lanes,
  laneRepo,
  lastWords,
  noLastWords,
  waker,
  workRepo,
} from "./platform/lanes/index.ts";
import { createLog, type Log } from "./platform/log.ts";
import { createMetrics } from "./platform/metrics.ts";
import { connectMongo, ledgerDatabase, WeakUriError } from "./platform/mongo.ts";
import { connectNudge, listenNudge, localNudge, type Nudge } from "./platform/nudge.ts";
import { outbound } from "./platform/outbound.ts";
import { announce } from "./platform/presence.ts";
import { secretsOf } from "./platform/secrets.ts";
import type { SendEvent } from "./platform/sending.ts";
import { prepareLedger } from "./prepare-ledger.ts";

export interface Services {
  readonly ctx: Ctx;
  readonly client: MongoClient;
  readonly lanes: Lanes<EventRow>;
  readonly wake: (lane: string) => void;
  readonly events: ReturnType<typeof eventRepo>;
  readonly rollups: ReturnType<typeof rollups>;
  readonly destinations: ReturnType<typeof destinations>;
  /** How alerts leave. */
  readonly deliverer: Deliverer;
  close(): Promise<void>;
}

interface Options {
  readonly name: "server" | "worker";
  /** Instead of a client of its own for the engine; one send takes at most `withinMs`. */
  readonly createSender?: (log: Log, withinMs: number) => SendEvent;
  readonly register?: () => void;
}

/**
 * Connects a process to the ledger and builds what its verbs need.
 * @throws ConfigError when a variable is missing or not usable, UnreachableError when no database answers.
 */
export async function openServices(config: Config, options: Options): Promise<Services> {
  const log = createLog(options.name, config.SLUICE_LOG_LEVEL);
  if (!config.MONGODB_URI)
    throw new ConfigError(
      "MONGODB_URI is not set; npm start sets it, or give the ledger's connection string.",
    );
  const secrets = secretsOf(config);
  const client = await connectMongo(config.MONGODB_URI, config.times).catch((error: unknown) => {
    throw error instanceof WeakUriError
      ? new ConfigError(`MONGODB_URI: ${error.message}`, { cause: error })
      : new UnreachableError("MONGODB_URI: no database answers there.", { cause: error });
  });
  const db = ledgerDatabase(client);
  const slot = config.SLUICE_SLOT ?? `${options.name}-${process.pid}`;
  const incarnation = `${slot}#${randomUUID()}`;
  await prepareLedger(db, config, secrets, log, incarnation).catch(async (error: unknown) => {
    await client.close();
    throw error;
  });
  const createSender = options.createSender ?? (await import("./platform/inngest.ts")).createSender;
  const nudge = openNudge(config, options.name);
  const ctx: Ctx = {
    config,
    db,
    log,
    metrics: createMetrics(db),
    faults: faultsFrom(config.SLUICE_FAULT),
    secrets,
    nudge,
    // By then another may take over the signal that a send is about.
    send: createSender(log, config.times.beatStale),
    process: incarnation,
    register: options.register ?? (() => nudge.send("register")),
  };
  const lanes: Lanes<EventRow> = {
    lanes: laneRepo(db, config.times),
    claims: claimRepo(db, config.times),
    rows: workRepo(eventRows(db), WORK_PROJECTION),
    times: config.times,
    nudge,
    send: ctx.send,
    faults: ctx.faults,
    log,
    process: ctx.process,
    lastWords:
      options.name === "worker" && config.SLUICE_SLOT
        ? lastWords(path.join(config.SLUICE_DATA_DIR, `${config.SLUICE_SLOT}.at`))
        : noLastWords,
    onSendFailure: ctx.register,
  };
  const open = destinations(ctx, client);
  const deliverer: Deliverer = {
    outbound: outbound({
      allowPrivate: config.SLUICE_ALLOW_PRIVATE,
      // Over before the message may be sent by another.
      wholeMs: config.times.lease / 2,
      connectMs: config.times.lease / 4,
    }),
    mail: mailer(config),
  };
  const leave = announce(db, secrets, incarnation, config.times, log);
  const stats = rollups(db);
  return {
    ctx,
    client,
    lanes,
    wake: waker(lanes),
    events: eventRepo(db),
    rollups: stats,
    destinations: open,
    deliverer,
    async close() {
      nudge.close();
      await leave();
      await stats.flush().catch(() => {});
      await open.close();
      await deliverer.outbound.close();
      deliverer.mail.close();
      await client.close();
    },
  };
}

function openNudge(config: Config, name: Options["name"]): Nudge {
  if (!config.SLUICE_NUDGE) return localNudge();
  return name === "server" ? listenNudge(config.SLUICE_NUDGE) : connectNudge(config.SLUICE_NUDGE);
}
