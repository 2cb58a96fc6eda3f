import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { SyncJob } from "@sluice/shared/sync-jobs";
import { type Db, MongoClient } from "mongodb";
import type * as z from "zod";
import { freePorts } from "../../scripts/supervisor/ports.ts";
import { logTail, temporaryFolder } from "./data-folder.ts";
import { CHILDREN, type ChildName, type Pids, type ProcessName, supervise } from "./processes.ts";
import { Hopeless, until } from "./until.ts";

export type { ChildName, ProcessName } from "./processes.ts";

const READY_WITHIN_MS = 60_000;
const LOG_LINES = 15;

const ENGINES = ["embedded", "dev", "inngest"] as const;
type TestEngine = (typeof ENGINES)[number];

export interface StackOptions {
  /** Default: SLUICE_TEST_ENGINE, else `embedded`. `dev` needs INNGEST_BIN; `inngest` a running server and its INNGEST_* variables. */
  readonly engine?: TestEngine;
  /** SLUICE_TIME_SCALE; default 0.1. */
  readonly timeScale?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Kept at `stop`; default: a temporary one. */
  readonly dataDir?: string;
  /** Instead of the embedded database. */
  readonly mongodbUri?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface TestJob {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  /** The name of its destination's database. */
  readonly database: string;
}

export type Stack = Awaited<ReturnType<typeof startStack>>;

/** Starts the whole product as `npm start` does (but for the dashboard's build), in a folder and on a port of its own, and waits until it is ready. */
export async function startStack(options: StackOptions = {}) {
  const { SLUICE_TEST_ENGINE } = process.env;
  const engine = options.engine ?? ENGINES.find((one) => one === SLUICE_TEST_ENGINE) ?? "embedded";
  const dataDir = options.dataDir ?? temporaryFolder();
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const key = options.env?.SLUICE_ADMIN_API_KEY ?? `sk_sluice_${randomBytes(16).toString("hex")}`;
  const scale = options.timeScale ?? 0.1;
  const processes = supervise(dataDir, {
    ...environment(engine),
    // The supervisor ends when this process dies, as it does under npm.
    SLUICE_REEXEC: "1",
    PORT: String(port),
    SLUICE_DATA_DIR: dataDir,
    SLUICE_ADMIN_API_KEY: key,
    SLUICE_ENGINE: engine,
    SLUICE_TIME_SCALE: String(scale),
    ...(options.mongodbUri && { MONGODB_URI: options.mongodbUri }),
    ...options.env,
  });
  const clients = new Map<string, MongoClient>();

  const mongoUri = () => options.mongodbUri ?? readFileSync(path.join(dataDir, "mongodb.uri"), "utf8").trim();
  const logs = () => `${processes.output()}\n${logTail(path.join(dataDir, "logs"), LOG_LINES)}`;
  const wait = <T>(
    what: string,
    withinMs: number,
    look: () => T | undefined | false | Promise<T | undefined | false>,
  ) => until(what, withinMs, look, logs);

  function database(name: string, uri = mongoUri()): Db {
    const known = clients.get(uri);
    const client =
      known ?? new MongoClient(uri, { serverSelectionTimeoutMS: 2_000, socketTimeoutMS: 10_000 });
    clients.set(uri, client);
    return client.db(name);
  }

  async function api(method: string, route: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${url}${route}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  }

  /** A call that must succeed and answer what the contract says. */
  async function call<S extends z.ZodType>(schema: S, method: string, route: string, body?: unknown) {
    const answer = await api(method, route, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${route} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return schema.parse(answer.body) as z.output<S>;
  }

  /** Ready, with every process in its place. */
  async function waitReady(withinMs = READY_WITHIN_MS): Promise<void> {
    await wait("the stack is ready", withinMs, async () => {
      if (!processes.running()) throw new Hopeless("the supervisor is not running");
      const isComplete = CHILDREN.every(
        (name) =>
          processes.pids()[name] ||
          (name === "database" && options.mongodbUri) ||
          (name === "engine" && engine === "inngest"),
      );
      return isComplete && (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) })).ok;
    });
  }

  async function stop(): Promise<void> {
    await Promise.all([...clients.values()].map((client) => client.close()));
    await processes.stop();
    if (options.dataDir === undefined) processes.remove();
  }

  processes.start();
  try {
    await waitReady();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    url,
    key,
    dataDir,
    engine,
    /** What a duration of the product takes here. */
    scaled: (ms: number) => ms * scale,
    api,
    call,
    logs,
    waitReady,
    stop,
    mongoUri,
    /** `until`, with the logs in the failure's message. */
    until: wait,
    pids: (): Pids => processes.pids(),
    kill: (name: ProcessName) => processes.kill(name),
    suspend: (name: ChildName) => void processes.signal(name, "SIGSTOP"),
    resume: (name: ChildName) => void processes.signal(name, "SIGCONT"),
    /** Starts the supervisor again after it was killed; does not wait for readiness. */
    startAgain: () => processes.start(),
    ledger: () => database("sluice"),
    destination: database,

    /** A job, of Stripe where nothing is said, with a destination of its own. `overrides` is merged into the request's first level. */
    async createJob(
      overrides: { source?: object; webhookConfig?: object; destination?: object; name?: string } = {},
    ): Promise<TestJob> {
      const secret = `whsec_${randomBytes(16).toString("hex")}`;
      const name = overrides.name ?? `job-${randomBytes(4).toString("hex")}`;
      const job = await call(SyncJob, "POST", "/api/workspaces/default/sync-jobs", {
        name,
        source: { connector: "stripe", ...overrides.source },
        destination: { database: `dest_${randomBytes(6).toString("hex")}`, ...overrides.destination },
        webhookConfig: { secret, ...overrides.webhookConfig },
      });
      return { id: job.id, url: job.webhookUrl, secret, database: job.destination.database };
    },
  };
}

/** Without what configures Sluice or the test runner, and Inngest unless it is the engine. */
function environment(engine: TestEngine): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        name === "INNGEST_BIN" ||
        (engine === "inngest" && name.startsWith("INNGEST_")) ||
        !/^(SLUICE_|INNGEST_|MONGODB_|VITEST|NODE_|npm_|PORT$|HOST$|TEST$)/.test(name),
    ),
  );
}
