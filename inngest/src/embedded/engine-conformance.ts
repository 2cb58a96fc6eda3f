import { afterAll, beforeAll, describe } from "vitest";
import { conformanceOfOrder } from "./conformance-order.ts";
import { conformanceOfSteps } from "./conformance-steps.ts";
import type { EngineAddress } from "./test-app.ts";

export interface ConformanceEngine extends EngineAddress {
  stop(): Promise<void>;
}

/**
 * What Sluice's functions rely on; holds for every engine they run on. Retries must be set to a second or less.
 * `isOrdered`: what waits for a slot starts strictly by priority and age, which Inngest does only roughly.
 */
export function engineConformance(
  name: string,
  startEngine: () => Promise<ConformanceEngine>,
  { isOrdered }: { isOrdered: boolean },
): void {
  describe(name, { timeout: 60_000 }, () => {
    let engine: ConformanceEngine;
    beforeAll(async () => {
      engine = await startEngine();
    }, 30_000);
    afterAll(() => engine?.stop());

    conformanceOfSteps(() => engine);
    conformanceOfOrder(() => engine, { isOrdered });
  });
}
