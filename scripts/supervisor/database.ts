import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Config, ConfigError } from "@sluice/server/config";
import { hostProgram, supportOf, thisMachine } from "@sluice/server/platform/embedded-mongodb";
import type { ChildSpec, Exit, ReadyLine } from "./child.ts";
import type { DataFolder } from "./data-folder.ts";
import { freePorts } from "./ports.ts";

const REACH_WITHIN_MS = 5_000;

/** A fresh folder has no database yet: whatever was known about an earlier one no longer holds. */
export const hasEmbeddedData = (folder: DataFolder) => existsSync(folder.file("db"));

/**
 * The child that hosts the embedded database. It keeps its port over restarts.
 * @throws ConfigError on machines the engine does not run on.
 */
export async function embeddedDatabase(folder: DataFolder, env: NodeJS.ProcessEnv) {
  const support = supportOf(thisMachine());
  if (support.kind === "unsupported") throw new ConfigError(support.reason);
  const [port] = await freePorts(1);
  const spec: ChildSpec = {
    name: "database",
    command: process.execPath,
    args: () => [
      hostProgram,
      "--dir",
      folder.file("db"),
      "--port",
      String(port),
      "--wait",
      String(REACH_WITHIN_MS),
    ],
    env,
    stopWithinMs: 25_000,
    fatal: (exit: Exit) => (exit.wasReady || exit.signal ? undefined : exit.lastLine),
  };
  return { spec, opened: ({ uri }: ReadyLine) => String(uri) };
}

/**
 * Makes sure that the database of MONGODB_URI answers within five seconds.
 * @returns its `host:port` list
 * @throws ConfigError naming the variable and the host, never the password.
 */
export async function reachDatabase(uri: string, config: Config): Promise<string> {
  const { connectMongo, serverOf, WeakUriError } = await import("../../server/src/platform/mongo.ts");
  const times = { ...config.times, serverSelection: REACH_WITHIN_MS };
  const late = sleep(2 * REACH_WITHIN_MS, undefined, { ref: false }).then(() => {
    throw new Error("no answer in time");
  });
  try {
    const client = await Promise.race([connectMongo(uri, times), late]);
    await client.close();
    return serverOf(uri);
  } catch (error) {
    const { name, message } = error as Error;
    if (error instanceof WeakUriError) throw new ConfigError(`MONGODB_URI is not usable: ${message}`);
    const reason = withoutPassword(message, uri).replaceAll(/\s+/g, " ").replace(/\.$/, "");
    throw new ConfigError(
      name === "MongoParseError"
        ? `MONGODB_URI is not usable: ${reason}.`
        : `The database of MONGODB_URI at ${serverOf(uri)} cannot be reached: ${reason}.`,
    );
  }
}

function withoutPassword(message: string, uri: string): string {
  const user = /^[^/]*\/\/([^/]*)@/.exec(uri)?.[1] ?? "";
  const password = user.slice(user.indexOf(":") + 1);
  return password === "" ? message : message.replaceAll(password, "…").replaceAll(decode(password), "…");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
