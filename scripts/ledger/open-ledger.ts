import { existsSync } from "node:fs";
import { type Config, ConfigError } from "@sluice/server/config";
import { hostProgram } from "@sluice/server/platform/embedded-mongodb";
import { connectMongo, ledgerDatabase } from "@sluice/server/platform/mongo";
import type { Db } from "mongodb";
import { createCrew } from "../supervisor/crew.ts";
import { type DataFolder, openDataFolder } from "../supervisor/data-folder.ts";
import { embeddedDatabase, hasEmbeddedData, reachDatabase } from "../supervisor/database.ts";
import { FolderInUseError, lockFolder } from "../supervisor/folder-lock.ts";
import { waitForLeftovers } from "../supervisor/leftovers.ts";

/** One command may take its time. */
const SOCKET_MS = 600_000;

export interface OpenLedger {
  readonly db: Db;
  /** The data folder, which holds keys even where the database is elsewhere. */
  readonly folder: DataFolder;
  /** For people: without a password. */
  readonly shown: string;
  /** Nobody else is there: the embedded database was started for this command alone. */
  readonly alone: boolean;
  close(): Promise<void>;
}

/**
 * Opens the ledger of this configuration: MONGODB_URI's, that of the Sluice which runs on the data folder, or
 * the embedded one of that folder, started for as long as this command needs it.
 * @param create whether a data folder without a database gets one
 * @throws ConfigError when there is none, or it does not answer.
 */
export async function openLedger(config: Config, create = false): Promise<OpenLedger> {
  if (!create && !config.MONGODB_URI && !existsSync(config.SLUICE_DATA_DIR))
    throw new ConfigError(
      `There is no data folder ${config.SLUICE_DATA_DIR}: set SLUICE_DATA_DIR or MONGODB_URI.`,
    );
  const folder = openDataFolder(config.SLUICE_DATA_DIR);
  if (config.MONGODB_URI) {
    const shown = await reachDatabase(config.MONGODB_URI, config);
    return { ...(await connect(config.MONGODB_URI, config)), folder, shown, alone: false };
  }
  if (!create && !hasEmbeddedData(folder))
    throw new ConfigError(
      `The data folder ${folder.dir} holds no database: set SLUICE_DATA_DIR or MONGODB_URI.`,
    );
  const shown = `the embedded database in ${folder.dir}`;
  const lock = await lockFolder(folder.dir).catch((error: unknown) => {
    if (error instanceof FolderInUseError) return undefined;
    throw error;
  });
  if (!lock) {
    const uri = folder.read("mongodb.uri");
    if (!uri) throw new ConfigError(`The Sluice on ${folder.dir} is starting or stopping: try again.`);
    return { ...(await connect(uri, config)), folder, shown, alone: false };
  }
  await waitForLeftovers(folder, [hostProgram]);
  const crew = createCrew(
    folder,
    config.times,
    (line) => process.stderr.write(`${line}\n`),
    lock.announceStop,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void crew.stop().then(() => process.exit(130)));
  try {
    const { spec, opened } = await embeddedDatabase(folder, { ...process.env, SLUICE_SUPERVISED: "1" });
    const uri = opened(await Promise.race([crew.start(spec, "shown").ready, crew.failed]));
    const { db, close } = await connect(uri, config);
    return { db, folder, shown, alone: true, close: () => close().then(() => crew.stop()) };
  } catch (error) {
    await crew.stop();
    throw error;
  }
}

async function connect(uri: string, config: Config) {
  const client = await connectMongo(uri, { ...config.times, socket: SOCKET_MS });
  return { db: ledgerDatabase(client), close: () => client.close() };
}
