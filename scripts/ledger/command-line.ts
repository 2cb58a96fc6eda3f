import { createInterface } from "node:readline/promises";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { ConfigError } from "@sluice/server/config";

/** The options of a command. @throws ConfigError with how it is used. */
export function optionsOf<O extends ParseArgsOptionsConfig>(options: O, usage: string) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new ConfigError(`${(error as Error).message} Usage: ${usage}`);
  }
}

export const say = (line: string) => void process.stdout.write(`${line}\n`);

/** What seals the secrets of an export: from the environment, or asked for where somebody can answer. */
export async function passphrase(question: string): Promise<string | undefined> {
  const given = process.env.SLUICE_EXPORT_PASSPHRASE;
  if (given) return given;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question);
  terminal.close();
  return answer === "" ? undefined : answer;
}

/** Says how far it is at most every few seconds. */
export function progress(what: string): (count: number) => void {
  let saidAt = Date.now();
  return (count) => {
    if (Date.now() - saidAt < 3_000) return;
    saidAt = Date.now();
    process.stderr.write(`${count} ${what}\n`);
  };
}
