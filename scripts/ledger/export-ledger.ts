import { closeSync, createWriteStream, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { ConfigError, loadConfig } from "@sluice/server/config";
import { exportLedger as lines } from "@sluice/server/ledger";
import { secretsOf } from "@sluice/server/platform/secrets";
import { keysOf } from "../supervisor/data-folder.ts";
import { optionsOf, passphrase, progress, say } from "./command-line.ts";
import { openLedger } from "./open-ledger.ts";

const USAGE = "npm run export -- --out ledger.ndjson.gz [--workspace <id>]";

/**
 * Writes the ledger, or one workspace of it, into a file. It may run beside a running Sluice. The file takes its
 * name only once it is whole.
 */
export async function exportLedger(): Promise<void> {
  const { out, workspace } = optionsOf({ out: { type: "string" }, workspace: { type: "string" } }, USAGE);
  if (!out) throw new ConfigError(`Say where to: ${USAGE}`);
  const config = loadConfig();
  const ledger = await openLedger(config);
  const draft = `${out}.part`;
  try {
    say(`Ledger: ${ledger.shown}`);
    const secrets = secretsOf({ ...config, ...keysOf(ledger.folder, config) });
    const word = await passphrase(
      "Passphrase for the secrets in the file (none: they stay sealed as they are): ",
    );
    if (!word)
      say(
        `Without SLUICE_EXPORT_PASSPHRASE the secrets stay sealed with key ${secrets.keyId}: only an installation that has this key can import the file.`,
      );
    let documents = -2;
    const tell = progress("documents written");
    const counted = async function* () {
      for await (const line of lines(
        { db: ledger.db, secrets },
        { workspaceId: workspace, passphrase: word },
      )) {
        tell(++documents);
        yield line;
      }
    };
    await pipeline(Readable.from(counted()), createGzip(), createWriteStream(draft, { mode: 0o600 }));
    const fd = openSync(draft, "r+");
    fsyncSync(fd);
    closeSync(fd);
    renameSync(draft, out);
    say(
      `Done: ${documents} documents, ${(statSync(out).size / 1e6).toFixed(1)} MB in ${out}. It holds the bodies of events as they came: keep it as you keep the database.`,
    );
  } catch (error) {
    rmSync(draft, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES" || code === "ENOSPC")
      throw new ConfigError(`${out} cannot be written (${code}).`);
    throw error;
  } finally {
    await ledger.close();
  }
}
