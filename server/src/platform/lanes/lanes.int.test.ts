import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { type EventRow, eventRows } from "../../events/index.ts";
import { startTestApp, type TestApp } from "../../testing/index.ts";
import { LaneError } from "../lane-error.ts";
import {
  drainStep,
  type Lanes,
  type LaneWork,
  lingering,
  type Settlement,
  signal,
  startDrain,
  sweep,
} from "./index.ts";

const LANE = "sync:job_lanes";
let app: TestApp;
let lanes: Lanes<EventRow>;
let serial = 0;

beforeEach(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TIME_SCALE: "0.1" });
  lanes = app.services.lanes;
});
afterEach(() => app.close());

const rows = () => eventRows(app.services.ctx.db);

async function store(count: number, over: Partial<EventRow> = {}): Promise<string[]> {
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
}

const processed = (batch: readonly EventRow[]): Settlement[] => [
  {
    ids: batch.map((row) => row._id),
    set: { status: "processed", settledAt: new Date() },
    log: { at: new Date(), action: "upsert", success: true },
  },
];
const failed = (row: EventRow): Settlement => ({
  ids: [row._id],
  set: { status: "failed" },
  log: { at: new Date(), action: "fail", success: false },
});

function laneWork(over: Partial<LaneWork<EventRow>> = {}): LaneWork<EventRow> {
  return {
    batchSize: 10,
    batchWaitMs: 0,
    work: async (batch) => processed(batch),
    poisoned: failed,
    ...over,
  };
}
async function drain(work: LaneWork<EventRow>, owner = "run", places = 8) {
  if (!(await startDrain(lanes, LANE, owner))) return null;
  return drainStep(lanes, lingering(lanes, places), async () => work, LANE, owner);
}
const statuses = async () =>
  Object.fromEntries(
    (
      await rows()
        .aggregate<{ _id: string; n: number }>([{ $group: { _id: "$status", n: { $sum: 1 } } }])
        .toArray()
    ).map((one) => [one._id, one.n]),
  );
const laneDoc = () => lanes.lanes.find(LANE);

describe("a drain", () => {
  test("takes batches by deadline, settles each once and leaves the lane idle", async () => {
    const ids = await store(25);
    const batches: string[][] = [];
    const report = await drain(
      laneWork({
        work: async (batch) => {
          batches.push(batch.map((row) => row._id));
          return processed(batch);
        },
      }),
    );
    expect(report).toMatchObject({ end: "empty", batches: 3, claimed: 25, failed: 0 });
    expect(batches.flat()).toEqual(ids);
    expect(await statuses()).toEqual({ processed: 25 });
    expect(await laneDoc()).toMatchObject({ state: "idle" });
    expect(await rows().countDocuments({ lease: { $exists: true } })).toBe(0);
    expect((await rows().findOne())?.attempts).toBe(1);
  });

  test("lingers: work that comes within the linger is done by the same step", async () => {
    await store(1);
    const seen: number[] = [];
    const work = laneWork({
      work: async (batch) => {
        seen.push(batch.length);
        if (seen.length === 1) setImmediate(() => store(2).then(() => lanes.nudge.send(`lane ${LANE}`)));
        return processed(batch);
      },
    });
    expect(await drain(work)).toMatchObject({ claimed: 3 });
  });

  test("finds work whose hint was lost, by the one query of the process", async () => {
    let first = true;
    const work = laneWork({
      work: async (batch) => {
        if (first) setImmediate(() => store(1));
        first = false;
        return processed(batch);
      },
    });
    await store(1);
    expect(await drain(work)).toMatchObject({ claimed: 2 });
  });

  test("is refused while another one makes progress, and takes over when that one has stalled", async () => {
    await lanes.lanes.ensure(LANE);
    expect(await startDrain(lanes, LANE, "one")).toBe(true);
    expect(await startDrain(lanes, LANE, "two")).toBe(false);
    expect(await startDrain(lanes, LANE, "one")).toBe(true);
    await expect.poll(() => startDrain(lanes, LANE, "two"), { timeout: 5_000 }).toBe(true);
    expect(await drainStep(lanes, lingering(lanes, 1), async () => laneWork(), LANE, "one")).toMatchObject({
      end: "lost",
    });
  });

  test("that wakes up after its lease was taken settles nothing", async () => {
    const [id] = await store(1);
    await drain(
      laneWork({
        work: async (batch) => {
          await rows().updateOne({ _id: id as string }, { $set: { "lease.token": "another's" } });
          return processed(batch);
        },
      }),
    );
    expect(await rows().findOne({ _id: id as string })).toMatchObject({
      status: "processing",
      lease: { token: "another's" },
    });
  });

  test("waits until a batch is full or its oldest document has waited long enough", async () => {
    const work = laneWork({ batchSize: 5, batchWaitMs: 150 });
    await store(3);
    const started = Date.now();
    expect(await drain(work)).toMatchObject({ batches: 1, claimed: 3 });
    expect(Date.now() - started).toBeGreaterThanOrEqual(100);
    await store(5);
    expect(await drain(laneWork({ batchSize: 5, batchWaitMs: 60_000 }))).toMatchObject({
      batches: 1,
      claimed: 5,
    });
  });

  test("leaves a batch that is far from due to a later run", async () => {
    await store(1);
    const report = await drain(laneWork({ batchWaitMs: 50_000 }));
    expect(report).toMatchObject({ end: "empty", claimed: 0 });
    expect(report?.wakeAt).toBeGreaterThan(Date.now() + 40_000);
    expect(await statuses()).toEqual({ pending: 1 });
  });
});

describe("errors", () => {
  test("of a document: it waits, then runs again, and its neighbours are done", async () => {
    const [bad] = await store(3);
    const work = laneWork({
      work: async (batch) =>
        batch.flatMap((row) =>
          row._id === bad && row.attempts === 1
            ? [{ ...failed(row), set: { error: { code: "x", message: "y" } }, retryIn: 100 }]
            : processed([row]),
        ),
    });
    const report = await drain(work, "run", 0);
    expect(report).toMatchObject({ end: "empty", claimed: 3 });
    expect(report?.wakeAt).toBeGreaterThan(Date.now() - 50);
    expect(await statuses()).toEqual({ processed: 2, waiting: 1 });
    await expect
      .poll(async () => {
        await drain(work, "later", 0);
        return statuses();
      })
      .toEqual({ processed: 3 });
    expect((await rows().findOne({ _id: bad as string }))?.attempts).toBe(2);
  });

  test("of the lane: no attempt is spent, the lane rests longer each time, and is well again after one good batch", async () => {
    await store(2);
    const broken = laneWork({
      work: async () => {
        throw new LaneError("nobody there");
      },
    });
    const first = await drain(broken, "a");
    expect(first).toMatchObject({ end: "blocked", message: "nobody there" });
    expect(await rows().findOne()).toMatchObject({ status: "pending", attempts: 0 });
    expect(await laneDoc()).toMatchObject({ state: "idle", blockAttempts: 1, blockReason: "nobody there" });
    expect(await signal(lanes, LANE)).toBe(false);
    expect(await drain(broken, "too early")).toBe(null);
    await expect.poll(() => drain(broken, "b"), { timeout: 5_000 }).toMatchObject({ end: "blocked" });
    expect((await laneDoc())?.blockAttempts).toBe(2);
    await expect.poll(() => drain(laneWork(), "c"), { timeout: 5_000 }).toMatchObject({ end: "empty" });
    expect(await laneDoc()).not.toHaveProperty("blockedUntil");
    expect(await statuses()).toEqual({ processed: 2 });
  });

  test("a document whose worker dies is tried alone, and given up after its second death alone", async () => {
    const ids = await store(4);
    const killer = ids[1] as string;
    const died = async (batch: readonly EventRow[]) => {
      if (batch.some((row) => row._id === killer)) throw new Error("as if the worker had died here");
      return processed(batch);
    };
    const crash = async () => {
      await drain(laneWork({ work: died }), "run", 0).catch(() => {});
      await rows().updateMany({ status: "processing" }, { $set: { "lease.at": new Date(0) } });
    };
    await crash();
    expect(await statuses()).toEqual({ processing: 4 });
    await crash();
    await crash();
    await drain(laneWork({ work: died }), "run", 0);
    expect(await statuses()).toEqual({ processed: 3, failed: 1 });
    expect((await rows().findOne({ status: "failed" }))?._id).toBe(killer);
  });
});

describe("signals", () => {
  test("only one of many writers sends", async () => {
    const sent = await Promise.all(Array.from({ length: 30 }, () => signal(lanes, LANE)));
    expect(sent.filter(Boolean)).toHaveLength(1);
    expect(app.sent.filter((event) => event.data.lane === LANE)).toHaveLength(1);
  });

  test("a lane that is being drained, rests after an error or is paused is not signalled", async () => {
    await startDrain(lanes, LANE, "run");
    expect(await signal(lanes, LANE)).toBe(false);
    await lanes.lanes.rest(LANE, "run", undefined);
    await lanes.lanes.setPaused(LANE, true);
    expect(await signal(lanes, LANE)).toBe(false);
    await lanes.lanes.setPaused(LANE, false);
    expect(await signal(lanes, LANE)).toBe(true);
  });

  test("the sweep finds forgotten work: pending, due again, or under a lease that ran out", async () => {
    for (const [index, over] of [
      {},
      { status: "waiting", dueAt: new Date(Date.now() - 1_000) } as const,
      { status: "processing", lease: { token: "t", by: "x", at: new Date(0) } } as const,
    ].entries()) {
      const lane = `sync:job_${index}`;
      await store(1, { lane, ...over });
      await lanes.lanes.ensure(lane);
    }
    await lanes.lanes.ensure("sync:job_without_work");
    await store(1, { lane: "sync:job_later", status: "waiting", dueAt: new Date(Date.now() + 60_000) });
    await lanes.lanes.ensure("sync:job_later");
    app.sent.length = 0;
    await sweep(lanes);
    const signalled = async () =>
      (await app.services.ctx.db.collection("lanes").find({ state: "signalled" }).toArray())
        .map((lane) => String(lane._id))
        .sort();
    await expect.poll(signalled).toEqual(["sync:job_0", "sync:job_1", "sync:job_2"]);
    expect(await sweep(lanes)).toBe(0);
  });

  test("work stored while the last drain leaves is never forgotten", async () => {
    for (let round = 0; round < 20; round += 1) {
      await store(1);
      const [report] = await Promise.all([
        drain(laneWork(), `run-${round}`, 0),
        store(1).then(() => app.services.wake(LANE)),
      ]);
      expect(report?.end).toBe("empty");
      await expect
        .poll(
          async () =>
            (await rows().countDocuments({ status: "pending" })) === 0 ||
            (await laneDoc())?.state === "signalled",
        )
        .toBe(true);
      await drain(laneWork(), `after-${round}`, 0);
      expect(await rows().countDocuments({ status: "pending" })).toBe(0);
    }
  });
});
