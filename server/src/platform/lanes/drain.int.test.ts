import { expect, test } from "vitest";
import { drainStep, lingering, startDrain, sweep } from "./index.ts";
import { LANE, laneWork, oneLane, processed } from "./lanes-testing.ts";

const { claims, drain, laneDoc, lanes, rows, statuses, store } = oneLane();

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
  expect(report).toMatchObject({ end: "empty", batches: 3, claimed: 25, applied: 25, failed: 0 });
  expect(batches.flat()).toEqual(ids);
  expect(await statuses()).toEqual({ processed: 25 });
  expect(await laneDoc()).toMatchObject({ state: "idle" });
  expect(await claims().countDocuments()).toBe(0);
  expect((await rows().findOne())?.attempts).toBe(1);
});

test("lingers: work that comes within the linger is done by the same step", async () => {
  await store(1);
  const seen: number[] = [];
  const work = laneWork({
    work: async (batch) => {
      seen.push(batch.length);
      if (seen.length === 1) setImmediate(() => store(2).then(() => lanes().nudge.send(`lane ${LANE}`)));
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
  await lanes().lanes.ensure(LANE);
  expect(await startDrain(lanes(), LANE, "one")).toBe(true);
  expect(await startDrain(lanes(), LANE, "two")).toBe(false);
  expect(await startDrain(lanes(), LANE, "one")).toBe(true);
  await expect.poll(() => startDrain(lanes(), LANE, "two"), { timeout: 5_000 }).toBe(true);
  expect(await drainStep(lanes(), lingering(lanes(), 1), async () => laneWork(), LANE, "one")).toMatchObject({
    end: "lost",
  });
});

test("that wakes up after its documents were settled by another leaves them alone", async () => {
  const [id] = await store(1);
  await drain(
    laneWork({
      work: async (batch) => {
        await rows().updateOne({ _id: id as string }, { $set: { status: "failed", attempts: 1 } });
        return processed(batch);
      },
    }),
  );
  const row = await rows().findOne({ _id: id as string });
  expect(row).toMatchObject({ status: "failed", attempts: 1 });
  expect(row?.log).toBeUndefined();
});

test("leaves alone what another batch holds, until that claim runs out", async () => {
  const [held, free] = await store(2);
  await lanes().claims.put({ _id: "other", lane: LANE, ids: [held as string], by: "elsewhere#1" });
  const seen: string[] = [];
  const work = laneWork({
    work: async (batch) => {
      seen.push(...batch.map((row) => row._id));
      return processed(batch);
    },
  });
  expect(await drain(work, "one", 0)).toMatchObject({ end: "empty", claimed: 1 });
  expect(seen).toEqual([free]);
  await claims().updateOne({ _id: "other" }, { $set: { at: new Date(0) } });
  expect(await sweep(lanes())).toBe(1);
  expect(await drain(work, "two", 0)).toMatchObject({ claimed: 1 });
  expect(seen).toEqual([free, held]);
  expect(await claims().countDocuments()).toBe(0);
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
