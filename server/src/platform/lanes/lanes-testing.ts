import { afterEach, beforeEach, inject } from "vitest";
import { type EventRow, eventRows } from "../../events/index.ts";
import { startTestApp, type TestApp } from "../../testing/index.ts";
import type { ClaimDoc } from "./claim-repo.ts";
import { drainStep, type LaneWork, lingering, type Settlement, startDrain } from "./index.ts";

export const LANE = "sync:job_lanes";
let serial = 0;

export const processed = (batch: readonly EventRow[]): Settlement[] => [
  {
    ids: batch.map((row) => row._id),
    attempt: batch[0]?.attempts ?? 1,
    set: { status: "processed", settledAt: new Date() },
    log: { at: new Date(), action: "upsert", success: true },
  },
];

export const failed = (row: EventRow): Settlement => ({
  ids: [row._id],
  attempt: row.attempts,
  set: { status: "failed" },
  log: { at: new Date(), action: "fail", success: false },
});

export function laneWork(over: Partial<LaneWork<EventRow>> = {}): LaneWork<EventRow> {
  return {
    batchSize: 10,
    batchWaitMs: 0,
    work: async (batch) => processed(batch),
    poisoned: failed,
    ...over,
  };
}

/** A ledger of its own for each test of the file, and what is done to its one lane. Times run at a tenth. */
export function oneLane() {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp(inject("mongoUri"), { SLUICE_TIME_SCALE: "0.1" });
  });
  afterEach(() => app.close());
  const rows = () => eventRows(app.services.ctx.db);

  return {
    app: () => app,
    lanes: () => app.services.lanes,
    rows,
    claims: () => app.services.ctx.db.collection<ClaimDoc>("lane_claims"),
    laneDoc: () => app.services.lanes.lanes.find(LANE),

    async store(count: number, over: Partial<EventRow> = {}): Promise<string[]> {
      const now = new Date();
      const docs = Array.from({ length: count }, (): EventRow => {
        serial += 1;
        return {
          _id: `evt_${String(serial).padStart(8, "0")}`,
          workspaceId: "default",
          jobId: "job_lanes",
          lane: LANE,
          status: "pending",
          type: "x.y",
          providerEventId: `p${serial}`,
          dedupeKey: `d${serial}`,
          eventAt: now,
          receivedAt: now,
          deadline: new Date(now.getTime() + serial),
          priority: 1,
          attempts: 0,
          terms: [],
          bytes: 0,
          ...over,
        };
      });
      await rows().insertMany(docs);
      return docs.map((doc) => doc._id);
    },

    /** One run of a drain's first step; null when another one is at the lane. */
    async drain(work: LaneWork<EventRow>, owner = "run", places = 8) {
      const { lanes } = app.services;
      if (!(await startDrain(lanes, LANE, owner))) return null;
      return drainStep(lanes, lingering(lanes, places), async () => work, LANE, owner);
    },

    async statuses(): Promise<Record<string, number>> {
      const counts = await rows()
        .aggregate<{ _id: string; n: number }>([{ $group: { _id: "$status", n: { $sum: 1 } } }])
        .toArray();
      return Object.fromEntries(counts.map((one) => [one._id, one.n]));
    },
  };
}
