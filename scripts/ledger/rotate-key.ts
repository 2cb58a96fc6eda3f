import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Config, ConfigError, loadConfig } from "@sluice/server/config";
import { reseal } from "@sluice/server/ledger";
import { formatKeys, type Key, parseKeys } from "@sluice/server/platform/keyring";
import { present, recordKey } from "@sluice/server/platform/presence";
import { createSecrets } from "@sluice/server/platform/secrets";
import type { Db } from "mongodb";
import { type DataFolder, ENCRYPTION_KEY } from "../supervisor/data-folder.ts";
import { openLedger } from "./open-ledger.ts";

/** What a request began to seal with the old key is stored by then. */
const IN_FLIGHT_MS = 35_000;
const RETIRED = "encryption.key.retired";
const say = (line: string) => void process.stdout.write(`${line}\n`);

const POLL_MS = 500;

type Keys = readonly [Key, ...Key[]];

/**
 * Seals everything again with a new key. The keys are in the data folder's file, which the processes of this
 * machine read again by themselves; or in SLUICE_ENCRYPTION_KEY, which the operator changes, step by step.
 * Killed anywhere, it goes on when it is run again.
 */
export async function rotateKey(): Promise<void> {
  const config = loadConfig();
  const ledger = await openLedger(config);
  try {
    say(`Ledger: ${ledger.shown}`);
    if (config.SLUICE_ENCRYPTION_KEY) await rotateGiven(config, ledger);
    else await rotateFile(config, ledger);
  } finally {
    await ledger.close();
  }
}

interface Setting {
  readonly alone: boolean;
  /** Keys of earlier rotations, for a value that came too late. */
  readonly retired: readonly Key[];
}

interface Ledger {
  readonly db: Db;
  readonly folder: DataFolder;
  readonly alone: boolean;
}

async function rotateFile(config: Config, { db, folder, alone }: Ledger): Promise<void> {
  if (config.SLUICE_ENCRYPTION_KEY_FILE)
    throw new ConfigError(
      "The keys are in SLUICE_ENCRYPTION_KEY_FILE: put a new one before the old in that file, a comma between them, and run this again with both in SLUICE_ENCRYPTION_KEY.",
    );
  const stored = parseKeys(folder.read(ENCRYPTION_KEY) ?? "");
  if (!stored) throw new ConfigError(`The file ${folder.file(ENCRYPTION_KEY)} holds no keys.`);
  let keys: Keys = stored;
  if (keys.length === 1) {
    keys = [newKey(), ...keys];
    folder.write(ENCRYPTION_KEY, formatKeys(keys));
    say(`New key ${keys[0].id}; ${keys[1]?.id} goes on opening what it sealed.`);
  } else say(`Going on with the rotation to key ${keys[0].id} that was not finished.`);
  const before = folder.read(RETIRED) ?? "";
  const known = new Set(keys.map((key) => key.id));
  const retired = (parseKeys(before) ?? []).filter((key) => !known.has(key.id));
  await resealAll(config, db, keys, { alone, retired });
  const [fresh, ...old] = keys;
  folder.write(RETIRED, formatKeys([...retired, ...old]).replaceAll(",", "\n"));
  folder.write(ENCRYPTION_KEY, formatKeys([fresh]));
  say(
    `Done. ${old.map(({ id }) => id)} is retired. Backups from before still need it: it is kept in ${folder.file(RETIRED)}.`,
  );
}

async function rotateGiven(config: Config, { db, alone }: Ledger): Promise<void> {
  const keys = parseKeys(config.SLUICE_ENCRYPTION_KEY ?? "") as Keys;
  if (keys.length === 1) {
    const fresh = formatKeys([newKey()]);
    const old = formatKeys(keys);
    throw new ConfigError(
      [
        "SLUICE_ENCRYPTION_KEY holds one key. To rotate it, on every machine:",
        `  1. set it to the old key and a new one, and restart:   <old>,${fresh}`,
        `  2. set it to the new key and the old one, and restart: ${fresh},<old>`,
        "  3. on one machine, with that value, run npm run rotate-key again",
        "  4. set it to the new key alone, and restart",
        `(<old> is the value it has now, key ${keys[0].id}${old.includes(":") ? "" : ", without an id"}.)`,
      ].join("\n"),
    );
  }
  await resealAll(config, db, keys, { alone, retired: [] });
  say(
    `Done. Set SLUICE_ENCRYPTION_KEY to the first key alone (${keys[0].id}) and restart; keep ${keys.slice(1).map(({ id }) => id)} with the backups from before.`,
  );
}

function newKey(): Key {
  const given = process.env.SLUICE_NEW_ENCRYPTION_KEY;
  const [key, ...more] = parseKeys(given || randomBytes(32).toString("hex")) ?? [];
  if (!key || more.length > 0)
    throw new ConfigError("The variable SLUICE_NEW_ENCRYPTION_KEY is not usable: it needs 64 hex digits.");
  return key;
}

/**
 * Waits until every process seals with the first key, then makes passes until one finds nothing, late enough for
 * whatever was begun with an older key to be stored.
 */
async function resealAll(config: Config, db: Db, keys: Keys, { alone, retired }: Setting): Promise<void> {
  const [{ id }] = keys;
  const secrets = createSecrets(() => [...keys, ...retired]);
  await recordKey(db, id);
  let agreedAt: number | undefined;
  let waitedFor = "";
  let total = 0;
  for (;;) {
    const others = alone ? [] : await present(db, config.times);
    const late = others.filter(({ key }) => key !== id).map(nameOf);
    if (late.length > 0) {
      agreedAt = undefined;
      if (waitedFor !== String(late))
        say(`Waiting for what still seals with an older key, or died a moment ago: ${late.join(", ")}`);
      waitedFor = String(late);
      await sleep(POLL_MS);
      continue;
    }
    agreedAt ??= Date.now();
    const { resealed, missed, foreign } = await reseal(db, secrets);
    total += resealed;
    if (resealed + missed > 0) {
      say(`Sealed again so far: ${total}`);
      continue;
    }
    const settled = others.length === 0 || Date.now() - agreedAt >= IN_FLIGHT_MS * config.SLUICE_TIME_SCALE;
    if (settled) {
      for (const [keyId, count] of Object.entries(foreign))
        say(`${count} values of key ${keyId}, which is not here, were left as they are.`);
      return;
    }
    await sleep(POLL_MS);
  }
}

const nameOf = ({ process, host }: { process: string; host: string }) =>
  `${process.split("#")[0]} on ${host}`;
