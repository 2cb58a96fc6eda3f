import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "@sluice/server/config";
import { hostProgram } from "@sluice/server/platform/embedded-mongodb";
import { secretsOf } from "@sluice/server/platform/secrets";
import { setupCode } from "@sluice/server/platform/setup-code";
import { adminKey } from "./admin-key.ts";
import { banner } from "./banner.ts";
import { type Crew, createCrew } from "./crew.ts";
import { type DataFolder, keysOf, openDataFolder } from "./data-folder.ts";
import { embeddedDatabase, hasEmbeddedData, reachDatabase } from "./database.ts";
import { chooseEngine, type Engine } from "./engine.ts";
import { lockFolder } from "./folder-lock.ts";
import { waitForLeftovers } from "./leftovers.ts";
import { claimPort, freePorts } from "./ports.ts";
import { needsOwner, waitUntilReady } from "./readiness.ts";
import { stopOnSignals } from "./signals.ts";
import { watchSources } from "./watch.ts";

const READY_PATIENCE_MS = 60_000;
const DRAIN_MS = 10_000;
const foreign = fileURLToPath(new URL("./foreign.ts", import.meta.url));

export interface Setting {
  root: string;
  config: Config;
  env: NodeJS.ProcessEnv;
  startedAt: number;
  dev: boolean;
  programs: { engine: string; server: string; worker: string };
  prepare: () => void;
  whenParentDies: (callback: () => void) => void;
}

interface Place {
  folder: DataFolder;
  crew: Crew;
  engine: Engine;
  port: number;
  workerPort: number;
  /** `host:port` of MONGODB_URI, when there is one. */
  databaseServer: string | undefined;
}

/**
 * Starts the database, the engine, the server and the worker, and keeps them running until a signal.
 * @throws ConfigError for a problem the operator can mend, with nothing left running.
 */
export async function runUntilStopped(setting: Setting): Promise<never> {
  const { config, programs } = setting;
  const folder = openDataFolder(config.SLUICE_DATA_DIR);
  const lock = await lockFolder(folder.dir);
  await waitForLeftovers(folder, [hostProgram, foreign, ...Object.values(programs)]);
  folder.remove("mongodb.uri");
  const port = await claimPort("PORT", config.HOST, config.PORT);
  const workerPort = await claimPort("SLUICE_WORKER_PORT", "127.0.0.1", config.SLUICE_WORKER_PORT);
  const engine = await chooseEngine({ ...setting, folder, embeddedProgram: programs.engine });

  const databaseServer = config.MONGODB_URI ? await reachDatabase(config.MONGODB_URI, config) : undefined;
  setting.prepare();
  const crew = createCrew(
    folder,
    config.times,
    (line) => process.stderr.write(`${line}\n`),
    lock.announceStop,
  );
  stopOnSignals(crew, setting.whenParentDies);
  try {
    await Promise.race([
      startAll(setting, { folder, crew, engine, port, workerPort, databaseServer }),
      crew.failed,
    ]);
    return await crew.failed;
  } catch (error) {
    await crew.stop();
    throw error;
  }
}

async function startAll(setting: Setting, place: Place): Promise<void> {
  const { config, programs, dev, root } = setting;
  const { folder, crew, engine, port, workerPort } = place;
  const encryption = keysOf(folder, config);
  const isFresh = config.MONGODB_URI === undefined && !hasEmbeddedData(folder);
  const database = await openDatabase(setting, place);
  if (isFresh) folder.remove("admin-key.sha256");
  const key = adminKey(folder, config.SLUICE_ADMIN_API_KEY, database.identity);

  if (engine.child) {
    const env = { ...ownEnv(setting), MONGODB_URI: database.uri, ...engine.child.env };
    crew.start(
      { name: "engine", stopWithinMs: 5_000, ...engine.child, env },
      engine.kind === "dev" ? "kept" : "shown",
    );
  }
  const [nudgePort] = await freePorts(1);
  const env: NodeJS.ProcessEnv = {
    ...ownEnv(setting),
    ...engine.env,
    PORT: String(port),
    MONGODB_URI: database.uri,
    SLUICE_DATA_DIR: folder.dir,
    SLUICE_ENGINE: engine.kind,
    ...encryption,
    SLUICE_NUDGE: `127.0.0.1:${nudgePort}:${randomBytes(16).toString("hex")}`,
    SLUICE_WORKER_PORT: String(workerPort),
  };
  const here = placeOf(folder);
  const node = { command: process.execPath, cwd: root, stopWithinMs: DRAIN_MS };
  const serverEnv = {
    ...env,
    SLUICE_SLOT: `server-${here}`,
    ...(key.env && { SLUICE_ADMIN_API_KEY: key.env }),
  };
  const workerEnv = { ...env, SLUICE_SLOT: `worker-${here}` };
  const server = crew.start(
    { ...node, name: "server", args: () => [programs.server], env: serverEnv },
    "shown",
  );
  const worker = crew.start(
    { ...node, name: "worker", args: () => [programs.worker], env: workerEnv },
    "shown",
  );

  const host = config.HOST === "0.0.0.0" ? "127.0.0.1" : config.HOST === "::" ? "[::1]" : config.HOST;
  const ownUrl = `http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
  const warn = (line: string) => process.stderr.write(`${line}\n`);
  await waitUntilReady(`${ownUrl}/readyz`, READY_PATIENCE_MS, warn);
  const url = config.SLUICE_PUBLIC_URL ? config.publicUrl : ownUrl;
  const seconds = (Date.now() - setting.startedAt) / 1000;
  const colour = process.stdout.isTTY === true && !setting.env.NO_COLOR;
  const code = (await needsOwner(ownUrl)) ? setupCode(secretsOf(encryption)) : undefined;
  process.stdout.write(
    banner({ seconds, url, setupCode: code, apiKey: key.shown, database: database.shown, engine }, colour),
  );
  key.remember();

  if (!dev) return;
  watchSources(
    ["shared/src", "server/src", "inngest/src"].map((name) => path.join(root, name)),
    (file) => {
      warn(`${file} changed: restarting.`);
      void Promise.all([server.restart(), worker.restart()]);
    },
  );
  watchWeb(setting, crew);
}

/** Names this data folder of this machine, so that processes elsewhere on the same ledger are told apart. */
const placeOf = ({ dir }: DataFolder): string =>
  createHash("sha256").update(`${hostname()} ${dir}`).digest("hex").slice(0, 8);

async function openDatabase(setting: Setting, { folder, crew, databaseServer: given }: Place) {
  const { config } = setting;
  if (config.MONGODB_URI && given) {
    return { uri: config.MONGODB_URI, identity: given, shown: `${given} (MONGODB_URI)` };
  }
  const { spec, opened } = await embeddedDatabase(folder, ownEnv(setting));
  const uri = opened(await crew.start(spec, "shown").ready);
  folder.write("mongodb.uri", uri);
  return { uri, identity: "embedded", shown: `embedded (MONGODB_URI is not set) ${uri}` };
}

/** What every child inherits: without keys meant for one of them, and with Inngest's address only by choice. */
function ownEnv({ env }: Setting): NodeJS.ProcessEnv {
  const inherited = Object.entries(env).filter(
    ([name]) => !name.startsWith("INNGEST_") && name !== "SLUICE_ADMIN_API_KEY",
  );
  return { ...Object.fromEntries(inherited), SLUICE_SUPERVISED: "1" };
}

function watchWeb({ root, env }: Setting, crew: Crew): void {
  const cwd = path.join(root, "web");
  if (!existsSync(path.join(cwd, "vite.config.ts"))) return;
  const vite = path.join(root, "node_modules/vite/bin/vite.js");
  const args = () => [foreign, process.execPath, vite, "build", "--watch"];
  crew.start({ name: "web", command: process.execPath, args, cwd, env, stopWithinMs: 2_000 }, "kept");
}
