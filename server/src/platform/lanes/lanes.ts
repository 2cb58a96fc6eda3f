import { setTimeout as sleep } from "node:timers/promises";
import type { Timings } from "../../config.ts";
import type { Faults } from "../faults.ts";
import type { Log } from "../log.ts";
import type { Nudge } from "../nudge.ts";
import type { SendEvent } from "../sending.ts";
import type { ClaimRepo } from "./claim-repo.ts";
import type { LaneRepo } from "./lane-repo.ts";
import type { LastWords } from "./last-words.ts";
import type { Settlement, WorkRepo, WorkRow } from "./work-repo.ts";

export const LANE_READY = "lane/ready";

/** How one kind of lane works on its documents. */
export interface LaneWork<Row extends WorkRow> {
  readonly batchSize: number;
  /** A batch starts when it is full or its oldest document has waited this long, in milliseconds. */
  readonly batchWaitMs: number;
  /**
   * Does the work for all rows and says what became of each.
   * @throws LaneError when the trouble is not of the documents: nothing is settled and the lane rests.
   */
  work(rows: readonly Row[]): Promise<Settlement[]>;
  /** What to record for a document during whose work, alone, the worker died repeatedly. */
  poisoned(row: Row): Settlement;
  /** After documents were settled: for what is derived from them. */
  settled?(rows: readonly Row[], settlements: readonly Settlement[]): Promise<void>;
}

export interface Lanes<Row extends WorkRow> {
  readonly lanes: LaneRepo;
  readonly claims: ClaimRepo;
  readonly rows: WorkRepo<Row>;
  readonly times: Timings;
  readonly nudge: Nudge;
  readonly send: SendEvent;
  readonly faults: Faults;
  readonly log: Log;
  /** `<slot>#<incarnation>` of this process. */
  readonly process: string;
  readonly lastWords: LastWords;
  /** Called when a signal could not be sent, so that the functions are registered again. */
  readonly onSendFailure: () => void;
}

/** A lane is looked at again at most this often by one process; the hint goes out each time. */
const LOOK_GAP_MS = 20;

/**
 * Wakes a lane after work was stored in it: a hint to whoever lingers, and a signal when nobody is at it.
 * A look always follows the last store. Never throws: the sweep repairs what goes wrong here.
 */
export function waker<Row extends WorkRow>(lanes: Lanes<Row>): (lane: string) => void {
  const looking = new Map<string, "once" | "again">();
  const look = async (lane: string) => {
    do {
      looking.set(lane, "once");
      await signal(lanes, lane);
      await sleep(LOOK_GAP_MS);
    } while (looking.get(lane) === "again");
    looking.delete(lane);
  };
  return (lane) => {
    lanes.nudge.send(`lane ${lane}`);
    if (looking.has(lane)) looking.set(lane, "again");
    else void look(lane);
  };
}

/** Sends `lane/ready` if this caller is the one to do so; true when a signal was sent. */
export async function signal<Row extends WorkRow>(
  lanes: Lanes<Row>,
  lane: string,
  ts?: number,
): Promise<boolean> {
  try {
    if (!(await lanes.lanes.trySignal(lane))) return false;
    lanes.faults.at("receive:before-signal");
    await lanes.send({ name: LANE_READY, data: { lane }, ...(ts && { ts }) });
    return true;
  } catch (error) {
    lanes.log.warn({ lane, reason: String(error) }, "signal not sent; the sweep repeats it");
    lanes.onSendFailure();
    return false;
  }
}

/** Signals every lane that has due work and nobody at it. Idempotent; answers how many were signalled. */
export async function sweep<Row extends WorkRow>(lanes: Lanes<Row>): Promise<number> {
  let signalled = 0;
  for await (const { _id } of lanes.lanes.eachFree())
    if ((await hasDueWork(lanes, _id)) && (await signal(lanes, _id))) signalled += 1;
  return signalled;
}

/** Something is to be done now: pending, due again, or claimed by a worker that died or stalled. */
export async function hasDueWork<Row extends WorkRow>(lanes: Lanes<Row>, lane: string): Promise<boolean> {
  const { held, expired } = await lanes.claims.ofLane(lane);
  return expired.length > 0 || lanes.rows.hasDueWork(lane, held);
}
