import { mkdirSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

export const PARTS = ["acknowledge", "drain", "latency", "ledger", "page", "backfill", "reconcile"] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  readonly parts: readonly Part[];
  readonly rounds: number;
  /** Of the number of events of each measurement: smaller with `--quick`. */
  readonly scale: number;
  readonly json: boolean;
  /** Ledger rows of the large ledger. */
  readonly rows: number;
  /** Data folders go here; never a file system in memory, where journaling costs nothing. */
  readonly dir: string;
  /** Where CPU profiles of the server, the worker and the database go. */
  readonly profile: string | undefined;
  /** An Inngest binary: latency is then measured on its dev server too. */
  readonly inngest: string | undefined;
}

const USAGE = `npm run bench -- [options]
  --only <part>      one of ${PARTS.join(", ")}; may be repeated
  --quick            one round, with a quarter of the events
  --rounds <n>       rounds of which the median is shown (5)
  --rows <n>         rows of the large ledger (1000000)
  --dir <folder>     where data folders are made (a folder of the system's temporary one)
  --profile <folder> keep CPU profiles of server, worker and database there, and print where their time goes
  --json             print JSON instead of the table`;

const TMPFS = 0x01021994;

/** Reads the command line; ends the process with the usage for a wrong one. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: "string", multiple: true },
        quick: { type: "boolean", default: false },
        rounds: { type: "string" },
        rows: { type: "string", default: "1000000" },
        dir: { type: "string" },
        profile: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    const rounds = whole("--rounds", values.rounds ?? (values.quick ? "1" : "5"));
    return {
      parts: partsOf(values.only),
      rounds,
      scale: values.quick ? 0.25 : 1,
      json: values.json,
      rows: whole("--rows", values.rows),
      dir: dataFolder(values.dir),
      profile: values.profile && path.resolve(values.profile),
      inngest: env.INNGEST_BIN,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
    process.exit(2);
  }
}

function partsOf(only: readonly string[] | undefined): readonly Part[] {
  if (!only) return PARTS;
  const unknown = only.find((name) => !PARTS.includes(name as Part));
  if (unknown) throw new Error(`--only: there is no part ${unknown}.`);
  return PARTS.filter((part) => only.includes(part));
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${name}: ${text} is not a whole number above 0.`);
  return value;
}

function dataFolder(given: string | undefined): string {
  const dir = path.resolve(given ?? path.join(tmpdir(), "sluice-bench"));
  mkdirSync(dir, { recursive: true });
  if (statfsSync(dir).type === TMPFS)
    throw new Error(
      `--dir: ${dir} is in memory; name a folder on a disk, so that journaled writes cost what they cost.`,
    );
  return dir;
}
