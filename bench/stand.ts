import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadConfig } from "@sluice/server/config";
import { hostProgram } from "@sluice/server/platform/embedded-mongodb";
import { parseKeys } from "@sluice/server/platform/keyring";
import { connectMongo } from "@sluice/server/platform/mongo";
import { createSecrets } from "@sluice/server/platform/secrets";
import { setupCode } from "@sluice/server/platform/setup-code";
import type { Db, MongoClient } from "mongodb";
import { freePorts } from "../scripts/supervisor/ports.ts";
import type { Target } from "./load/index.ts";
import type { Options } from "./options.ts";
import { cpuOf, memoryOf, type Program, startProgram } from "./programs.ts";
import { COLLECTION, SECRET } from "./stripe-events.ts";

const KEY = "sk_sluice_benchmarkbenchmark";
const READY_WITHIN_MS = 60_000;
export const times = loadConfig({}).times;

export type EngineKind = "embedded" | "inngest" | "none";

export interface Job {
  readonly id: string;
  readonly lane: string;
  readonly database: string;
  readonly target: Target;
}

/** The product in processes of its own, on a data folder of its own on the disk. */
export interface Stand {
  readonly uri: string;
  readonly client: MongoClient;
  /** The ledger. */
  readonly db: Db;
  readonly url: string;
  /** Asked for when the first account is made. */
  readonly setupCode: string;
  readonly engineUrl: string;
  createJob(settings?: { batchSize?: number; paused?: boolean }): Promise<Job>;
  pause(job: Job): Promise<void>;
  resume(job: Job): Promise<void>;
  /** A call of the management API; the answer's body. */
  api<T>(method: string, route: string, body?: object): Promise<T>;
  /** Waits until the lane of `job` has nothing left to do. */
  drained(job: Job): Promise<void>;
  memory(): { name: string; rss: number; pss: number }[];
  /** Seconds of processor time used so far, by process. */
  cpu(): Map<string, number>;
  stop(): Promise<void>;
}

const folders = new Set<string>();
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const program = (file: string) => path.join(path.dirname(import.meta.dirname), file);

/** With engine `none` the server stands alone: webhooks are acknowledged and nothing works on them. */
export async function startStand(
  options: Options,
  engine: EngineKind,
  more: NodeJS.ProcessEnv = {},
): Promise<Stand> {
  const dir = mkdtempSync(path.join(options.dir, `${engine}-`));
  folders.add(dir);
  const programs: Program[] = [];
  const start = async (...args: Parameters<typeof startProgram>) => {
    const one = await startProgram(...args);
    programs.push(one);
    return one;
  };
  const { profile } = options;
  const database = await start({
    name: "database",
    args: [hostProgram, "--dir", path.join(dir, "db"), "--port", "0"],
    env: { SLUICE_SUPERVISED: "1" },
    profile,
  });
  const uri = `mongodb://127.0.0.1:${database.port}/?directConnection=true`;
  const [enginePort = 0, nudgePort = 0, serverPort = 0] = await freePorts(3);
  const hex = randomBytes(32).toString("hex");
  const env = { ...environment({ dir, uri, engine, enginePort, nudgePort, serverPort, hex }), ...more };
  if (engine === "embedded")
    await start({ name: "engine", args: [program("inngest/src/embedded/main.ts")], env, profile });
  if (engine === "inngest") await start(await inngestDev(options.inngest, dir, enginePort));
  await start({ name: "server", args: [program("server/src/main.ts")], env, profile });
  if (engine !== "none")
    await start({ name: "worker", args: [program("inngest/src/main.ts")], env, profile });

  const client = await connectMongo(uri, times);
  const stand = standOn({
    uri,
    client,
    serverPort,
    hex,
    engineUrl: `http://127.0.0.1:${enginePort}`,
    programs,
    dir,
  });
  if (engine !== "none") await ready(serverPort);
  return stand;
}

function environment(of: {
  dir: string;
  uri: string;
  engine: EngineKind;
  enginePort: number;
  nudgePort: number;
  serverPort: number;
  hex: string;
}): NodeJS.ProcessEnv {
  const { hex } = of;
  const url = `http://127.0.0.1:${of.enginePort}`;
  const own = of.engine !== "inngest";
  return {
    MONGODB_URI: of.uri,
    PORT: String(of.serverPort),
    SLUICE_DATA_DIR: of.dir,
    SLUICE_ADMIN_API_KEY: KEY,
    SLUICE_ENCRYPTION_KEY: hex,
    SLUICE_ENGINE: own ? "embedded" : "dev",
    SLUICE_ENGINE_PORT: String(of.enginePort),
    SLUICE_LOG_LEVEL: "warn",
    SLUICE_NUDGE: `127.0.0.1:${of.nudgePort}:${hex.slice(0, 16)}`,
    SLUICE_SUPERVISED: "1",
    INNGEST_DEV: own ? "0" : url,
    ...(own && { INNGEST_BASE_URL: url, INNGEST_EVENT_KEY: hex.slice(0, 32), INNGEST_SIGNING_KEY: hex }),
  };
}

async function inngestDev(binary: string | undefined, dir: string, port: number) {
  if (!binary || !existsSync(binary)) throw new Error("INNGEST_BIN names no Inngest binary.");
  const cwd = path.join(dir, "inngest");
  mkdirSync(cwd);
  const [gateway, grpc, executor] = await freePorts(3);
  const ports = ["-p", port, "--connect-gateway-port", gateway, "--connect-gateway-grpc-port", grpc];
  const rest = [
    "--connect-executor-grpc-port",
    executor,
    "--host",
    "127.0.0.1",
    "--no-discovery",
    "--no-poll",
  ];
  const args = ["dev", ...ports, ...rest].map(String);
  return { name: "inngest", command: binary, args, cwd, port, env: { DO_NOT_TRACK: "1" } };
}

function standOn(at: {
  uri: string;
  client: MongoClient;
  serverPort: number;
  hex: string;
  engineUrl: string;
  programs: Program[];
  dir: string;
}): Stand {
  const { uri, client, serverPort: port, hex, engineUrl, programs, dir } = at;
  const db = client.db("sluice");
  const jobs = "/api/workspaces/default/sync-jobs";

  async function api<T>(method: string, route: string, body?: object): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${port}${route}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  }

  return {
    uri,
    client,
    db,
    url: `http://127.0.0.1:${port}`,
    setupCode: setupCodeOf(hex),
    engineUrl,
    api,
    async createJob({ batchSize = 100, paused = false } = {}) {
      const database = `bench_${randomBytes(4).toString("hex")}`;
      const { id } = await api<{ id: string }>("POST", jobs, {
        name: database,
        type: "webhook",
        source: { connector: "stripe" },
        destination: { database },
        webhookConfig: { batchSize, secret: SECRET },
        paused,
      });
      // The first write would otherwise also pay for making the collection.
      await client.db(database).createCollection(COLLECTION);
      return { id, lane: `sync:${id}`, database, target: { port, path: `/api/webhooks/default/${id}` } };
    },
    pause: async (job) => void (await api("PATCH", `${jobs}/${job.id}`, { paused: true })),
    resume: async (job) => void (await api("PATCH", `${jobs}/${job.id}`, { paused: false })),
    async drained(job) {
      const open = { lane: job.lane, status: "pending" };
      while (await db.collection("webhook_events").findOne(open, { projection: { _id: 1 } })) await sleep(50);
    },
    memory: () => programs.map(({ name, pid }) => ({ name, ...memoryOf(pid) })),
    cpu: () => new Map(programs.map(({ name, pid }) => [name, cpuOf(pid)])),
    async stop() {
      await client.close();
      for (const one of programs.toReversed()) await one.stop();
      rmSync(dir, { recursive: true, force: true });
      folders.delete(dir);
    },
  };
}

function setupCodeOf(key: string): string {
  const keys = parseKeys(key);
  if (!keys) throw new Error("The encryption key cannot be read.");
  return setupCode(createSecrets(() => keys));
}

async function ready(port: number): Promise<void> {
  let said = "nothing";
  for (const deadline = Date.now() + READY_WITHIN_MS; Date.now() < deadline; await sleep(100)) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    if (answer.ok) return;
    said = await answer.text();
  }
  throw new Error(`The product was not ready in time: ${said}`);
}
