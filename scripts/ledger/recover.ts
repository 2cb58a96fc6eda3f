import { parseArgs } from "node:util";
import { ConfigError, loadConfig } from "@sluice/server/config";
import { createLog } from "@sluice/server/platform/log";
import { secretsOf } from "@sluice/server/platform/secrets";
import { makeOwner, ownersOf, resetLink } from "@sluice/server/workspaces";
import { keysOf } from "../supervisor/data-folder.ts";
import { openLedger } from "./open-ledger.ts";

const USAGE = "Say whose: npm run recover -- --email <address> [--owner]";
const say = (line: string) => void process.stdout.write(`${line}\n`);

/**
 * Prints a link with which a person sets a new password, once and within an hour. With `--owner` that person
 * becomes an owner of the workspace `default` first, with an account if they had none.
 */
export async function recover(): Promise<void> {
  const { email, owner } = read();
  const config = loadConfig();
  const ledger = await openLedger(config);
  try {
    const ctx = {
      config,
      db: ledger.db,
      log: createLog("recover", "warn"),
      secrets: secretsOf({ ...config, ...keysOf(ledger.folder, config) }),
    };
    const owners = (await ownersOf(ctx)).join(", ") || "nobody yet";
    if (!email) throw new ConfigError(`${USAGE}. Owners of the workspace default: ${owners}.`);
    if (owner) await makeOwner(ctx, email);
    const link = await resetLink(ctx, email);
    if (!link) throw new ConfigError(`Nobody has the address ${email}. Owners: ${owners}.`);
    if (owner) say(`${email} owns the workspace default.`);
    say(`A new password can be set here, once and within an hour:\n\n  ${link}\n`);
    if (ledger.alone) say("Start Sluice first: npm start");
  } finally {
    await ledger.close();
  }
}

function read() {
  try {
    const { values } = parseArgs({
      options: { email: { type: "string" }, owner: { type: "boolean", default: false } },
    });
    return { ...values, email: values.email?.trim().toLowerCase() };
  } catch (error) {
    throw new ConfigError(`${(error as Error).message} ${USAGE}.`);
  }
}
