import type { Advance } from "../runs/index.ts";
import { check } from "./check.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { ignoredPaths } from "./compare.ts";
import { confirm } from "./confirm.ts";
import { findExtras } from "./extras.ts";
import { conclude } from "./report.ts";
import { scan } from "./scan.ts";
import { workOf } from "./work.ts";

const FIRST: Checkpoint = {
  phase: "check",
  entities: [],
  at: 0,
  page: 0,
  part: 0,
  tallies: {},
  samples: {},
};

/** The next piece of a reconciliation: scan, extras, confirm, report. It changes nothing in the destination. */
export const advanceReconcile: Advance = async (ctx, services, run, step) => {
  const work = await workOf(ctx, services, run, step);
  const checkpoint = (run.checkpoint as Checkpoint | undefined) ?? FIRST;
  const ignored = ignoredPaths((run.input.ignore as string[] | undefined) ?? []);
  switch (checkpoint.phase) {
    case "check":
      return check(ctx, work, checkpoint);
    case "scan":
      return scan(ctx, work, checkpoint, step, ignored);
    case "extras":
      return findExtras(ctx, work, checkpoint, step);
    case "confirm":
      return confirm(ctx, work, checkpoint, ignored);
    case "report":
      return conclude(ctx, work, checkpoint);
  }
};
