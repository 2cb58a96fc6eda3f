import { closeSync, openSync } from "node:fs";
import path from "node:path";

/** Named places where a test may kill the process (RULES 28). In production `faults.at` does nothing. */
export const FAULT_POINTS = [
  "receive:after-store",
  "receive:before-signal",
  "lane:after-start",
  "lane:after-claim",
  "sync:before-map",
  "sync:before-write",
  "sync:after-write",
  "sync:inside-tombstone",
  "sync:after-effect",
  "lane:before-settle",
  "lane:after-settle",
  "lane:before-idle",
  "lane:after-idle",
  "run:after-start",
  "run:after-effect",
  "run:after-checkpoint",
] as const;
/** Those that are only reached where an alert is told. */
export const ALERT_FAULT_POINTS = [
  "alerts:after-open",
  "alerts:after-take",
  "alerts:after-store",
  "alerts:before-send",
  "alerts:after-send",
] as const;
export type FaultPoint = (typeof FAULT_POINTS | typeof ALERT_FAULT_POINTS)[number];
const ALL: readonly string[] = [...FAULT_POINTS, ...ALERT_FAULT_POINTS];

export interface Faults {
  /**
   * Call at a fault point; a test's instance may throw, or kill the process and never return.
   * @param subject the provider's id of the event that is worked on, where it is one
   */
  at(point: FaultPoint, subject?: string): void;
}

export const noFaults: Faults = { at: () => {} };

interface Fault {
  readonly point: FaultPoint;
  readonly subject?: string;
  /** Where to leave a mark, so that it fires once however often the process is started. */
  readonly marks?: string;
  left: number;
}

const SPEC = /^([a-z:-]+)(?::(\d+)|=([^@]+))(?:@(.+))?$/;

/**
 * `lane:after-claim:3` kills the process the third time it claims; `sync:before-map=evt_1` each time it works
 * on that event; with `@<folder>` only the first of all processes to leave its mark there. A comma separates
 * several.
 */
export function faultsFrom(spec: string | undefined): Faults {
  if (!spec) return noFaults;
  const faults = spec.split(",").map(readFault);
  return {
    at(reached, subject) {
      for (const fault of faults) {
        if (fault.point !== reached || (fault.subject !== undefined && fault.subject !== subject)) continue;
        fault.left -= 1;
        if (fault.left === 0 && leavesMark(fault)) process.kill(process.pid, "SIGKILL");
      }
    },
  };
}

function readFault(spec: string): Fault {
  const [, point, count, subject, marks] = SPEC.exec(spec) ?? [];
  const left = subject === undefined ? Number(count) : 1;
  if (!ALL.includes(point as string) || !(left >= 1))
    throw new Error(`SLUICE_FAULT: no fault point in "${spec}"`);
  return { point: point as FaultPoint, left, ...(subject && { subject }), ...(marks && { marks }) };
}

function leavesMark({ point, marks }: Fault): boolean {
  if (marks === undefined) return true;
  try {
    closeSync(openSync(path.join(marks, point.replace(":", ".")), "wx"));
    return true;
  } catch {
    return false;
  }
}
