import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { randomFrom } from "../support/history.ts";
import { startLoad } from "../support/load.ts";
import { expectOracle } from "../support/oracle.ts";
import { type ProcessName, startStack } from "../support/stack.ts";
import { RECOVERY_MS } from "./limits.ts";

const { SLUICE_SEED } = process.env;
const KILLS = 20;
const LONGEST_GAP_MS = 1_500;
/** The supervisor is killed less often: with it goes everything else. */
const VICTIMS: readonly ProcessName[] = [
  ...(["worker", "server", "engine", "database"] as const).flatMap((name) => [name, name, name]),
  "supervisor",
];

test("random kills at random times lose nothing", { timeout: 240_000 }, async () => {
  const seed = SLUICE_SEED ? Number(SLUICE_SEED) : Date.now() % 1_000_000;
  console.log(`random kills: SLUICE_SEED=${seed}`);
  const random = randomFrom(seed);
  const stack = await startStack();
  onTestFinished(stack.stop);
  const job = await stack.createJob();
  const load = startLoad(job, { seed, perSecond: 100 });
  await load.more(50);

  const killed: ProcessName[] = [];
  while (killed.length < KILLS) {
    await delay(random(LONGEST_GAP_MS));
    const victim = VICTIMS[random(VICTIMS.length)]!;
    // It may be down already: then its next life is the one that ends.
    await stack.until(`there is a ${victim} to kill`, RECOVERY_MS, () => stack.pids()[victim] !== null);
    await stack.kill(victim);
    if (victim === "supervisor") stack.startAgain();
    killed.push(victim);
  }

  await stack.waitReady(RECOVERY_MS);
  await load.more(50);
  const report = await load.finish();
  expect(report.acknowledgements.size).toBeGreaterThan(100);
  await expectOracle(stack, job, report, RECOVERY_MS);
});
