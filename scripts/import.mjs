import { runCommand } from "./ledger/command.mjs";

await runCommand(import.meta.url, async () => (await import("./ledger/import-ledger.ts")).importLedger);
