import { expect, test } from "vitest";
import { signal, startDrain, sweep } from "./index.ts";
import { LANE, laneWork, oneLane } from "./lanes-testing.ts";

const { claims, app, drain, laneDoc, lanes, rows, store } = oneLane();

test("only one of many writers sends", async () => {
  const sent = await Promise.all(Array.from({ length: 30 }, () => signal(lanes(), LANE)));
  expect(sent.filter(Boolean)).toHaveLength(1);
  expect(app().sent.filter((event) => event.data.lane === LANE)).toHaveLength(1);
});

test("a lane that is being drained, rests after an error or is paused is not signalled", async () => {
  await startDrain(lanes(), LANE, "run");
  expect(await signal(lanes(), LANE)).toBe(false);
  await lanes().lanes.rest(LANE, "run", undefined);
  await lanes().lanes.setPaused(LANE, true);
  expect(await signal(lanes(), LANE)).toBe(false);
  await lanes().lanes.setPaused(LANE, false);
  expect(await signal(lanes(), LANE)).toBe(true);
});

test("the sweep finds forgotten work: pending, due again, or under a claim that ran out", async () => {
  for (const [index, over] of [
    {},
    { status: "waiting", dueAt: new Date(Date.now() - 1_000) } as const,
  ].entries()) {
    const lane = `sync:job_${index}`;
    await store(1, { lane, ...over });
    await lanes().lanes.ensure(lane);
  }
  await lanes().lanes.ensure("sync:job_2");
  await lanes().claims.put({ _id: "dead", lane: "sync:job_2", ids: ["evt_x"], by: "x" });
  await claims().updateOne({ _id: "dead" }, { $set: { at: new Date(0) } });
  await lanes().lanes.ensure("sync:job_without_work");
  await store(1, { lane: "sync:job_later", status: "waiting", dueAt: new Date(Date.now() + 60_000) });
  await lanes().lanes.ensure("sync:job_later");
  app().sent.length = 0;
  await sweep(lanes());
  const signalled = async () =>
    (await app().services.ctx.db.collection("lanes").find({ state: "signalled" }).toArray())
      .map((lane) => String(lane._id))
      .sort();
  await expect.poll(signalled).toEqual(["sync:job_0", "sync:job_1", "sync:job_2"]);
  expect(await sweep(lanes())).toBe(0);
});

test("work stored while the last drain leaves is never forgotten", async () => {
  for (let round = 0; round < 20; round += 1) {
    await store(1);
    const [report] = await Promise.all([
      drain(laneWork(), `run-${round}`, 0),
      store(1).then(() => app().services.wake(LANE)),
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
