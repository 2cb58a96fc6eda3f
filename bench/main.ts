import { cpus, release, totalmem } from "node:os";
import type { Options } from "./options.ts";
import { type Part, readOptions } from "./options.ts";
import { acknowledge } from "./parts/acknowledge.ts";
import { backfill } from "./parts/backfill.ts";
import { drain } from "./parts/drain.ts";
import { latency } from "./parts/latency.ts";
import { ledger } from "./parts/ledger.ts";
import { page } from "./parts/page.ts";
import { reconcile } from "./parts/reconcile.ts";
import { printProfiles } from "./profiles.ts";
import { type Recorder, report } from "./report.ts";

const RUN: Record<Part, (options: Options, record: Recorder) => Promise<void>> = {
  acknowledge,
  drain,
  latency,
  ledger,
  page,
  backfill,
  reconcile,
};

const options = readOptions(process.argv.slice(2), process.env);
const about = {
  at: new Date().toISOString(),
  node: process.version,
  machine: `${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
  rounds: options.rounds,
  scale: options.scale,
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const results = report();
let failed = false;
for (const part of options.parts) {
  const startedAt = Date.now();
  process.stderr.write(`${part} …`);
  try {
    await RUN[part](options, results.recorder(part));
  } catch (error) {
    failed = true;
    process.stderr.write(`\n${error instanceof Error ? error.stack : error}\n`);
  }
  process.stderr.write(` ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
}
process.stdout.write(`${options.json ? results.json(about) : `${describe()}\n\n${results.table()}`}\n`);
if (options.profile) printProfiles(options.profile);
process.exit(failed ? 1 : 0);

function describe(): string {
  return `${about.at}, Node ${about.node}, ${about.machine}; median of ${about.rounds}`;
}
