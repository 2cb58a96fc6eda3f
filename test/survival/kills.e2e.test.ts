import { afterAll, beforeAll, expect, test } from "vitest";
import { startLoad } from "../support/load.ts";
import { expectOracle } from "../support/oracle.ts";
import { type ProcessName, type Stack, startStack } from "../support/stack.ts";
import { RECOVERY_MS } from "./limits.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.stop());

const VICTIMS: readonly ProcessName[] = ["worker", "server", "engine", "database", "supervisor"];

test.for(VICTIMS.map((victim, index) => ({ victim, seed: index + 1 })))(
  "kill -9 of the $victim under load loses nothing",
  async ({ victim, seed }) => {
    const job = await stack.createJob();
    const load = startLoad(job, { seed });
    await load.more(150);
    const before = stack.pids();

    await stack.kill(victim);
    const killedAt = Date.now();
    if (victim === "supervisor") stack.startAgain();

    await load.more(100);
    await stack.waitReady(RECOVERY_MS);
    expect(Date.now() - killedAt).toBeLessThan(RECOVERY_MS);
    expect(stack.pids()[victim]).not.toBe(before[victim]);
    await expectOracle(stack, job, await load.finish(), RECOVERY_MS);
  },
);
