import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FAULT_POINTS as ALL } from "../../server/src/platform/faults.ts";
import { startLoad } from "../support/load.ts";
import { expectOracle } from "../support/oracle.ts";
import { startStack } from "../support/stack.ts";
import { RECOVERY_MS } from "./limits.ts";

// Those of runs are in runs.e2e.test.ts.
const FAULT_POINTS = ALL.filter((point) => !point.startsWith("run:"));
const ALL_WITHIN_MS = 150_000;

test("a death at every named fault point loses nothing", { timeout: 240_000 }, async () => {
  const marks = mkdtempSync(path.join(tmpdir(), "sluice-marks-"));
  onTestFinished(() => rmSync(marks, { recursive: true }));
  const stack = await startStack({
    env: { SLUICE_FAULT: FAULT_POINTS.map((point) => `${point}:1@${marks}`).join() },
  });
  onTestFinished(stack.stop);
  const fired = () => readdirSync(marks).map((name) => name.replace(".", ":"));

  // Steady work never leaves its lane idle; a trickle does after each event.
  const steady = await stack.createJob();
  const trickle = await stack.createJob();
  const steadyLoad = startLoad(steady, { seed: 11, perSecond: 60 });
  const trickleLoad = startLoad(trickle, { seed: 12, perSecond: 2, objects: 20, actions: 2_000 });
  await stack.until("every fault point has killed a process", ALL_WITHIN_MS, () => {
    const missing = FAULT_POINTS.filter((point) => !fired().includes(point));
    if (missing.length > 0) throw new Error(`never reached: ${missing}`);
    return true;
  });

  await stack.waitReady(RECOVERY_MS);
  await expectOracle(stack, steady, await steadyLoad.finish(), RECOVERY_MS);
  await expectOracle(stack, trickle, await trickleLoad.finish(), RECOVERY_MS);
  expect(fired().sort()).toEqual([...FAULT_POINTS].sort());
});
