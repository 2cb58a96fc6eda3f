/** Named places where a test may kill the process (RULES 28). In production `faults.at` does nothing. */
export const FAULT_POINTS = [
  "receive:after-store",
  "receive:before-signal",
  "lane:after-start",
  "lane:after-claim",
  "sync:before-write",
  "sync:after-write",
  "sync:inside-tombstone",
  "sync:after-effect",
  "lane:before-settle",
  "lane:after-settle",
  "lane:before-idle",
  "lane:after-idle",
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

export interface Faults {
  /** Call at a fault point; a test's instance may throw, or kill the process and never return. */
  at(point: FaultPoint): void;
}

export const noFaults: Faults = { at: () => {} };

/** `lane:after-claim:3` kills the process the third time it claims. */
export function faultsFrom(spec: string | undefined): Faults {
  if (!spec) return noFaults;
  const split = spec.lastIndexOf(":");
  const point = spec.slice(0, split);
  let left = Number(spec.slice(split + 1));
  if (!FAULT_POINTS.includes(point as FaultPoint) || !(left >= 1))
    throw new Error(`SLUICE_FAULT: no fault point in "${spec}"`);
  return {
    at(reached) {
      if (reached !== point) return;
      left -= 1;
      if (left === 0) process.kill(process.pid, "SIGKILL");
    },
  };
}
