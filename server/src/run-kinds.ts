import { advanceBackfill, advanceChanges } from "./pulls/index.ts";
import { advanceReapply } from "./reapply/index.ts";
import { advanceReconcile, advanceRepair } from "./reconcile/index.ts";
import type { RunKinds } from "./runs/index.ts";

/** Who does the work of each kind of run. */
export const runKinds: RunKinds = {
  backfill: advanceBackfill,
  changes: advanceChanges,
  reconcile: advanceReconcile,
  repair: advanceRepair,
  reapply: advanceReapply,
};
