import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Config, ConfigError } from "@sluice/server/config";
import type { ChildSpec } from "./child.ts";
import { type DataFolder, engineKey } from "./data-folder.ts";
import { freePorts } from "./ports.ts";

const CHOOSES_INNGEST = ["INNGEST_EVENT_KEY", "INNGEST_BASE_URL", "INNGEST_SIGNING_KEY", "INNGEST_DEV"];
const foreign = fileURLToPath(new URL("./foreign.ts", import.meta.url));

export interface Engine {
  kind: "embedded" | "dev" | "inngest";
  /** Why this one, for the operator. */
  why: string;
  /** Where its clients find it; undefined for one that is not ours to start. */
  address?: string;
  /** The `INNGEST_*` variables of server and worker. */
  env: NodeJS.ProcessEnv;
  /** The child to start; its env is completed by the caller. */
  child?: Pick<ChildSpec, "command" | "args" | "cwd" | "env">;
}

interface Choice {
  config: Config;
  env: NodeJS.ProcessEnv;
  dev: boolean;
  folder: DataFolder;
  embeddedProgram: string;
}

/**
 * Chooses what runs the durable functions.
 * @throws ConfigError when `dev` was asked for and there is no binary.
 */
export async function chooseEngine(choice: Choice): Promise<Engine> {
  const { config, env, dev } = choice;
  const given = CHOOSES_INNGEST.filter((name) => env[name]);
  const asked = config.SLUICE_ENGINE;
  if (asked === "inngest") return inngest(env, "SLUICE_ENGINE asks for it");
  if (asked === "embedded") return embedded(choice, "SLUICE_ENGINE asks for it");
  if (asked === "auto" && given.length > 0) return inngest(env, `${given.join(", ")} set`);
  if (asked === "auto" && !dev) return embedded(choice, "no INNGEST_* variable is set");
  const binary = inngestBinary(env);
  if (binary)
    return devServer(
      choice,
      binary,
      asked === "dev" ? "SLUICE_ENGINE asks for it" : "started for npm run dev",
    );
  if (asked === "auto") return embedded(choice, "INNGEST_BIN names no Inngest binary");
  throw new ConfigError(
    "SLUICE_ENGINE is dev, but there is no Inngest binary: set INNGEST_BIN to its path or install the package inngest-cli.",
  );
}

function inngest(env: NodeJS.ProcessEnv, why: string): Engine {
  return {
    kind: "inngest",
    why,
    env: Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("INNGEST_"))),
  };
}

async function embedded({ folder, embeddedProgram }: Choice, why: string): Promise<Engine> {
  const [port] = await freePorts(1);
  const key = engineKey(folder);
  const address = `http://127.0.0.1:${port}`;
  const keys = { INNGEST_EVENT_KEY: key.slice(0, 32), INNGEST_SIGNING_KEY: key };
  return {
    kind: "embedded",
    why,
    address,
    env: { ...keys, INNGEST_DEV: "0", INNGEST_BASE_URL: address },
    child: {
      command: process.execPath,
      args: () => [embeddedProgram],
      env: { ...keys, SLUICE_ENGINE_PORT: String(port) },
    },
  };
}

async function devServer({ folder }: Choice, binary: string, why: string): Promise<Engine> {
  const [port, gateway, gatewayGrpc, executorGrpc] = await freePorts(4);
  const address = `http://127.0.0.1:${port}`;
  const ports = ["-p", port, "--connect-gateway-port", gateway, "--connect-gateway-grpc-port", gatewayGrpc];
  const rest = ["--connect-executor-grpc-port", executorGrpc];
  const cwd = folder.file("inngest-dev");
  mkdirSync(cwd, { recursive: true });
  const args = ["dev", "--host", "127.0.0.1", "--no-discovery", "--no-poll", ...ports, ...rest].map(String);
  return {
    kind: "dev",
    why,
    address,
    env: { INNGEST_DEV: address },
    child: {
      command: process.execPath,
      args: () => [foreign, binary, ...args],
      cwd,
      env: { DO_NOT_TRACK: "1" },
    },
  };
}

function inngestBinary(env: NodeJS.ProcessEnv): string | undefined {
  if (env.INNGEST_BIN) {
    if (existsSync(env.INNGEST_BIN)) return path.resolve(env.INNGEST_BIN);
    throw new ConfigError(`The variable INNGEST_BIN names no file: ${env.INNGEST_BIN}.`);
  }
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve("inngest-cli/package.json"));
    const binary = path.join(folder, "bin", process.platform === "win32" ? "inngest.exe" : "inngest");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
