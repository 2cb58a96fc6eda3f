import { describe, expect, test } from "vitest";
import type { EventRow } from "../../events/index.ts";
import { LaneError } from "../lane-error.ts";
import { releaseSlot, signal } from "./index.ts";
import { failed, LANE, laneWork, oneLane, processed } from "./lanes-testing.ts";

const { claims, drain, laneDoc, lanes, rows, statuses, store } = oneLane();

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
  // However slow this machine is: too early.
  const later = await lanes().lanes.block(LANE, 60_000, "nobody there");
  expect(later?.blockAttempts).toBe(2);
  expect(await signal(lanes(), LANE)).toBe(false);
  expect(await drain(broken, "too early")).toBe(null);
  await lanes().lanes.block(LANE, 0, "nobody there");
  await expect.poll(() => drain(broken, "b"), { timeout: 5_000 }).toMatchObject({ end: "blocked" });
  expect((await laneDoc())?.blockAttempts).toBe(4);
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
    await claims().updateMany({}, { $set: { at: new Date(0) } });
  };
  await crash();
  expect(await statuses()).toEqual({ pending: 4 });
  await crash();
  await crash();
  await drain(laneWork({ work: died }), "run", 0);
  expect(await statuses()).toEqual({ processed: 3, failed: 1 });
  expect((await rows().findOne({ status: "failed" }))?._id).toBe(killer);
});

describe("what a dead worker of the same slot held", () => {
  const hold = async (ids: string[], over: object = {}) => {
    await lanes().claims.put({ _id: `dead ${ids[0]}`, lane: LANE, ids, by: "worker-1#before", ...over });
    await lanes().lanes.ensure(LANE);
    await lanes().lanes.start(LANE, "dead", "worker-1#before");
  };
  const letGo = (of?: string) =>
    releaseSlot({ ...lanes(), lastWords: { of, at: () => {}, done: () => {} } }, "worker-1");

  test("is tried alone where nothing is known of its death", async () => {
    await hold(await store(3));
    await letGo();
    const alone: boolean[] = [];
    await drain(
      laneWork({
        work: async (batch) => {
          alone.push(batch.length === 1);
          return processed(batch);
        },
      }),
    );
    expect(alone).toEqual([true, true, true]);
  });

  test("is pending again but for the one it was at, which comes after all that is due", async () => {
    const [first, suspect, third] = await store(3);
    const [fresh] = await store(1);
    await hold([first, suspect, third] as string[]);
    await letGo(suspect);
    expect(await claims().find().toArray()).toMatchObject([{ ids: [suspect], suspect }]);
    const batches: string[][] = [];
    await drain(
      laneWork({
        work: async (batch) => {
          batches.push(batch.map((row) => row._id));
          return processed(batch);
        },
      }),
    );
    expect(batches).toEqual([[first, third, fresh], [suspect]]);
    expect(await statuses()).toEqual({ processed: 4 });
    expect(await claims().countDocuments()).toBe(0);
  });

  test("is tried alone if it was tried before, so that a wrong suspicion cannot go on for ever", async () => {
    const ids = await store(3);
    await hold(ids);
    await letGo(ids[0]);
    expect(await claims().findOne()).toMatchObject({ ids: [ids[0]] });
    await hold(ids);
    await letGo(ids[1]);
    expect(await claims().findOne()).toMatchObject({ ids: ids.slice(1) });
  });

  test("waits no longer than the step for a backlog that does not end", async () => {
    const [suspect] = await store(1);
    await hold([suspect as string]);
    await letGo(suspect);
    await store(2_000);
    const report = await drain(laneWork({ batchSize: 1 }));
    expect(report?.end).toBe("more");
    expect(await rows().findOne({ _id: suspect as string })).toMatchObject({ status: "processed" });
  });
});
