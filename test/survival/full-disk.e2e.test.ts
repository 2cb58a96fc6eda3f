import { expect, onTestFinished, test } from "vitest";
import { startMongo } from "../../server/src/testing/index.ts";
import { customer, errorOf, stripeEvent } from "../support/events.ts";
import { startFullMongo } from "../support/full-mongo.ts";
import { startLoad } from "../support/load.ts";
import { expectOracle } from "../support/oracle.ts";
import { mountSmallDisk } from "../support/small-disk.ts";
import { type Stack, startStack, type TestJob } from "../support/stack.ts";
import { send } from "../support/stripe-sender.ts";
import { RECOVERY_MS } from "./limits.ts";

/** Large events, so that what the database has set aside for its journal is used up soon. */
const NOTE = "x".repeat(200_000);

/** Sends, taking up room, until the answer is 503 several times in a row. */
async function untilRefused(stack: Stack, job: TestJob): Promise<void> {
  let refused = 0;
  await stack.until("webhooks are refused", RECOVERY_MS, async () => {
    const answer = await send(
      job,
      stripeEvent("file.created", { id: customer().id, object: "file", note: NOTE }),
    );
    if (answer.status === 202) refused = 0;
    else {
      expect([answer.status, errorOf(answer.body)]).toEqual([503, "unavailable"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      refused += 1;
    }
    return refused === 5;
  });
}

async function expectGoesOn(makeFull: () => void, makeRoom: () => void, stack: Stack): Promise<void> {
  const [job, filling] = [await stack.createJob(), await stack.createJob()];
  const load = startLoad(job, { seed: 31, perSecond: 60 });
  await load.more(50);
  const { server } = stack.pids();
  makeFull();
  await untilRefused(stack, filling);
  expect((await fetch(`${stack.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${stack.url}/healthz`)).status).toBe(200);
  makeRoom();
  await load.more(50, RECOVERY_MS);
  await stack.waitReady(RECOVERY_MS);
  await expectOracle(stack, job, await load.finish(), RECOVERY_MS);
  expect(stack.pids().server).toBe(server);
}

test("a database whose disk is full: 503, and on it goes when there is room", async () => {
  const mongo = await startMongo();
  onTestFinished(mongo.stop);
  const database = await startFullMongo(mongo.port);
  onTestFinished(() => database.close());
  const stack = await startStack({ mongodbUri: database.uri });
  onTestFinished(stack.stop);
  await expectGoesOn(
    () => database.set(true),
    () => database.set(false),
    stack,
  );
  expect(database.refused()).toBeGreaterThan(5);
});

test("the data folder's disk is full: 503, and on it goes when there is room", async ({ skip }) => {
  let disk: ReturnType<typeof mountSmallDisk>;
  try {
    disk = mountSmallDisk(160);
  } catch (error) {
    return skip(
      `a small disk cannot be mounted here (${(error as Error).message}); the test above stands in`,
    );
  }
  onTestFinished(() => disk.unmount());
  const stack = await startStack({ dataDir: `${disk.folder}/data` });
  onTestFinished(stack.stop);
  await expectGoesOn(disk.fill, disk.makeRoom, stack);
});
