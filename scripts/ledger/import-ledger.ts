import { createReadStream, existsSync } from "node:fs";
import { createGunzip } from "node:zlib";
import { ConfigError, loadConfig } from "@sluice/server/config";
import { importLedger as bringIn, DamagedFileError, type ImportReport, linesOf } from "@sluice/server/ledger";
import { checkKey, ForeignKeyError, present } from "@sluice/server/platform/presence";
import { secretsOf } from "@sluice/server/platform/secrets";
import { keysOf } from "../supervisor/data-folder.ts";
import { optionsOf, passphrase, progress, say } from "./command-line.ts";
import { openLedger } from "./open-ledger.ts";

const USAGE = "npm run import -- --in ledger.ndjson.gz [--merge]";
const CONFLICTS_SHOWN = 10;

/** Brings an exported ledger into the database of MONGODB_URI, or into the data folder's own. */
export async function importLedger(): Promise<void> {
  const given = optionsOf({ in: { type: "string" }, merge: { type: "boolean", default: false } }, USAGE);
  const file = given.in;
  if (!file) throw new ConfigError(`Say from where: ${USAGE}`);
  if (!existsSync(file)) throw new ConfigError(`There is no file ${file}.`);
  const config = loadConfig();
  const ledger = await openLedger(config, true);
  try {
    say(`Into: ${ledger.shown}`);
    const others = await present(ledger.db, config.times);
    if (!ledger.alone && !given.merge && others.length > 0)
      throw new ConfigError(
        `Sluice runs on this database (${others.map(({ process }) => process.split("#")[0]).join(", ")}): stop it first, or wait a minute and a half after it was killed. Only --merge may run beside it.`,
      );
    const secrets = secretsOf({ ...config, ...keysOf(ledger.folder, config) });
    await checkKey(ledger.db, secrets);
    const report = await bringIn({ db: ledger.db, secrets }, () => linesOf(unzipped(file)), {
      passphrase: await passphrase(
        "Passphrase of the file (none: its secrets are sealed with this ledger's key): ",
      ),
      merge: given.merge,
      onProgress: progress("documents imported"),
    });
    tell(report);
  } catch (error) {
    throw explained(error);
  } finally {
    await ledger.close();
  }
}

async function* unzipped(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  yield* source.pipe(gunzip);
}

function tell({ counts, stored, known, conflicting, unopened }: ImportReport): void {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  for (const [name, count] of Object.entries(counts)) say(`  ${name.padEnd(24)} ${count}`);
  if (stored + known + conflicting.length !== total)
    throw new ConfigError(`Only ${stored + known} of ${total} documents are there: run it again.`);
  if (conflicting.length > 0)
    say(
      `Left out, because others have what must be unique (an event that came here too, an e-mail address): ${conflicting.length}, ${conflicting.slice(0, CONFLICTS_SHOWN).join(", ")}…`,
    );
  if (unopened.length > 0)
    say(
      `Left as they are, because no key here opens what looks like a secret in them: ${unopened.length}, ${unopened.slice(0, CONFLICTS_SHOWN).join(", ")}. If one is a secret, add its key behind this ledger's in SLUICE_ENCRYPTION_KEY.`,
    );
  say(`Done: ${stored} documents stored, ${known} were there already.`);
}

function explained(error: unknown): unknown {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (error instanceof DamagedFileError || error instanceof ForeignKeyError || name === "AppError")
    return new ConfigError(message);
  if (code?.startsWith("Z_")) return new ConfigError(`The file is not whole, or no gzip file (${message}).`);
  return error;
}
